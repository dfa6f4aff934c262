//! Which locks the crate's functions take while they hold others, through all that they call.

use heddle_protocol::locks as protocol;
use rustc_data_structures::fx::{FxHashMap, FxIndexMap};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::{BasicBlock, Local};
use rustc_middle::ty::TyCtxt;

use super::body::{Event, Facts, What};
use super::gates::{Gate, Gates};
use super::path::{Call, Path, Root, Value};
use super::runs::{Run, runs_inside};
use super::{Site, excludes, names, upstream};
use crate::catalogue::Mode;
use crate::effects::way::written;

/// Calls within calls that are followed.
pub(super) const ROUNDS: usize = 12;
/// Locks and orders of one function that are kept.
const MOST: usize = 64;

/// A lock that is taken.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) path: Path,
    pub(super) mode: Mode,
    pub(super) is_async: bool,
    /// The calls to it, from the body's own to the lock's.
    pub(super) sites: Vec<Site>,
    /// Those of them in crates below, which come last.
    pub(super) beyond: Vec<protocol::Call>,
}

/// A lock that is taken while another is held.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) held: Taken,
    pub(super) taken: Taken,
    /// What else is held.
    pub(super) gates: Gates,
    pub(super) block: BasicBlock,
    /// Whether it runs beside the body.
    pub(super) beside: bool,
}

/// What is known of a function and all that it calls.
#[derive(Clone, Default)]
pub(super) struct Summary {
    pub(super) taken: Vec<Taken>,
    /// The locks whose guards it returns.
    pub(super) given: Vec<Taken>,
    pub(super) pairs: Vec<Pair>,
    /// What is held where it runs what it is given as this parameter.
    pub(super) callbacks: Vec<(usize, Vec<Taken>)>,
}

/// The orders of the crate.
pub(super) struct Orders {
    pub(super) bodies: FxIndexMap<LocalDefId, Facts>,
    pub(super) returned: FxHashMap<DefId, Value>,
    /// By body and event what runs there or is made there, and whether that runs beside the body.
    pub(super) runs: FxHashMap<LocalDefId, Vec<Vec<(Run, bool)>>>,
    /// By body of this crate, or function of a crate below that is called.
    summaries: FxHashMap<DefId, Summary>,
    /// What is held wherever a function is called.
    pub(super) gates: FxHashMap<LocalDefId, Gates>,
}

impl Orders {
    pub(super) fn find(tcx: TyCtxt<'_>, mut bodies: FxIndexMap<LocalDefId, Facts>) -> Self {
        let returned: FxHashMap<DefId, Value> = bodies
            .iter()
            .filter_map(|(owner, facts)| Some((owner.to_def_id(), facts.returned.clone()?)))
            .collect();
        for facts in bodies.values_mut() {
            for event in &mut facts.events {
                for path in event.what.paths_mut() {
                    *path = path.settled(&returned, ROUNDS);
                }
            }
        }
        let mut this = Self {
            bodies,
            returned,
            runs: FxHashMap::default(),
            summaries: FxHashMap::default(),
            gates: FxHashMap::default(),
        };
        let of_body = |(owner, facts): (&LocalDefId, &Facts)| {
            let of_event = |event| this.runs_or_makes(tcx, *owner, facts, event);
            (*owner, facts.events.iter().map(of_event).collect())
        };
        this.runs = this.bodies.iter().map(of_body).collect();
        let runs = this.runs.values().flatten().flatten();
        this.summaries = runs
            .filter_map(|(run, _)| Some((run.body, upstream::summary(tcx, run.body)?)))
            .collect();
        for _ in 0..ROUNDS {
            let mut changed = false;
            for owner in this.bodies.keys() {
                let summary = this.summarise(tcx, *owner);
                let owner = owner.to_def_id();
                let size = |it: &Summary| (it.taken.len(), it.given.len(), it.pairs.len());
                let known = this.summaries.get(&owner).map_or((0, 0, 0), size);
                changed |= size(&summary) != known;
                this.summaries.insert(owner, summary);
            }
            if !changed {
                break;
            }
        }
        this.gates = this.find_gates(tcx);
        this
    }

    /// The bodies of this crate that have to do with locks.
    pub(super) fn owners(&self) -> impl Iterator<Item = LocalDefId> {
        self.bodies.keys().copied()
    }

    /// What is known of a body of this crate, or of a function of a crate below.
    pub(super) fn summary(&self, body: DefId) -> Option<&Summary> {
        self.summaries.get(&body)
    }

    /// The orders in which a body takes locks, its callees' included.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (LocalDefId, &Pair)> {
        let bodies = self.bodies.keys();
        bodies
            .filter_map(|owner| Some((*owner, self.summary(owner.to_def_id())?)))
            .flat_map(|(owner, summary)| summary.pairs.iter().map(move |pair| (owner, pair)))
    }

    /// Whether others may have the locks of the pair by then.
    pub(super) fn is_shared(&self, owner: LocalDefId, pair: &Pair) -> bool {
        let Some(facts) = self.bodies.get(&owner) else {
            return false;
        };
        let fresh: Vec<Local> = [&pair.held, &pair.taken]
            .iter()
            .filter_map(|taken| match taken.path.root {
                Root::Local(local) if facts.fresh.contains(&local) => Some(local),
                _ => None,
            })
            .collect();
        pair.beside || fresh.is_empty() || {
            let mut made = facts
                .events
                .iter()
                .filter(|event| self.shares(facts, event, &fresh));
            made.any(|made| facts.is_beside(made.block, pair.block))
        }
    }

    /// Whether two threads or tasks can wait for each other in these ways.
    pub(super) fn meet(&self, one: &(LocalDefId, &Pair), other: &(LocalDefId, &Pair)) -> bool {
        let ((owner, one), (other_owner, other)) = (*one, *other);
        if !self.wait_for_each_other(one, other) {
            return false;
        }
        if owner != other_owner {
            return true;
        }
        let Some(facts) = self.bodies.get(&owner) else {
            return false;
        };
        if facts.is_decided(one.block, other.block) {
            return false;
        }
        let is_local = matches!(one.held.path.root, Root::Local(local) if facts.fresh.contains(&local));
        let is_beside = |first: &Pair, second: &Pair| {
            first.beside && (first.block == second.block || facts.is_beside(first.block, second.block))
        };
        !is_local || is_beside(one, other) || is_beside(other, one)
    }

    /// Whether each of the two waits for what the other holds, and nothing keeps them apart.
    pub(super) fn wait_for_each_other(&self, one: &Pair, other: &Pair) -> bool {
        let waits = excludes(one.taken.mode, other.held.mode) && excludes(other.taken.mode, one.held.mode);
        waits && !self.have_gate(one, other)
    }

    /// The name of a variable.
    pub(super) fn name(&self, owner: LocalDefId, local: Local) -> String {
        let name = self.bodies.get(&owner).and_then(|facts| facts.names.get(&local));
        name.map_or_else(|| "the lock".to_owned(), ToString::to_string)
    }

    /// Whether the event hands one of `locals` to what runs beside the body.
    fn shares(&self, facts: &Facts, event: &Event, locals: &[Local]) -> bool {
        let (is_beside, args) = match &event.what {
            What::Make(body, from) => (!runs_inside(facts, *body), from),
            What::Call(call) => (self.makes_task(facts, call), &call.args),
            _ => return false,
        };
        let mut roots = args.iter().flatten().map(|path| &path.root);
        is_beside && roots.any(|root| matches!(root, Root::Local(local) if locals.contains(local)))
    }

    /// Whether the call only makes a future that the body does not await itself.
    pub(super) fn makes_task(&self, facts: &Facts, call: &Call) -> bool {
        let is_awaited = |event: &Event| matches!(&event.what, What::Await(awaited, _) if awaited == call);
        matches!(self.returned.get(&call.function), Some(Value::Made(..)))
            && !facts.events.iter().any(is_awaited)
    }

    fn summarise(&self, tcx: TyCtxt<'_>, owner: LocalDefId) -> Summary {
        let facts = &self.bodies[&owner];
        let mut summary = Summary::default();
        for (at, event) in facts.events.iter().enumerate() {
            let taken = self.taken(tcx, owner, at);
            for held in event.held.iter().filter(|_| !taken.is_empty()) {
                let others = event.held.iter().filter(|other| *other != held);
                let others: Vec<Taken> = others.flat_map(|other| self.given(tcx, owner, *other)).collect();
                for first in self.given(tcx, owner, *held) {
                    for second in taken.iter().filter(|second| second.path != first.path) {
                        let gates = others
                            .iter()
                            .filter(|gate| gate.path != first.path && gate.path != second.path);
                        let pair = Pair {
                            held: first.clone(),
                            taken: second.clone(),
                            gates: gates.filter_map(Gate::of).collect(),
                            block: event.block,
                            beside: false,
                        };
                        add_pair(&mut summary.pairs, pair);
                    }
                }
            }
            taken.into_iter().for_each(|it| add(&mut summary.taken, it));
            for (run, beside) in &self.runs[&owner][at] {
                self.take_over(tcx, owner, at, run, *beside, &mut summary.pairs);
            }
            self.call_back(tcx, owner, at, &mut summary.pairs);
        }
        for at in &facts.given {
            self.given(tcx, owner, *at)
                .into_iter()
                .for_each(|it| add(&mut summary.given, it));
        }
        for event in &facts.events {
            if let What::Callback(at) = event.what {
                let held = event.held.iter().flat_map(|held| self.given(tcx, owner, *held));
                summary.callbacks.push((at, held.collect()));
            }
        }
        summary
    }

    /// Adds what closures take under the locks that the function has which runs them.
    fn call_back(&self, tcx: TyCtxt<'_>, owner: LocalDefId, at: usize, pairs: &mut Vec<Pair>) {
        let event = &self.bodies[&owner].events[at];
        let call = site(owner, event);
        let runs = self.runs[&owner][at].iter().map(|(run, _)| run);
        for closure in runs.clone().filter(|run| run.position.is_some()) {
            let Some(summary) = self.summaries.get(&closure.body) else {
                continue;
            };
            let taken = summary.taken.iter().filter_map(|taken| closure.given(taken));
            let taken: Vec<Taken> = taken.map(|taken| taken.behind(tcx, call)).collect();
            for callee in runs.clone().filter(|run| run.position.is_none()) {
                let Some(inner) = self.summaries.get(&callee.body) else {
                    continue;
                };
                let inner = inner
                    .callbacks
                    .iter()
                    .filter(|(at, _)| closure.position == Some(*at));
                for (_, held) in inner {
                    let held = held.iter().filter_map(|held| callee.given(held));
                    for held in held.map(|held| held.behind(tcx, call)) {
                        for taken in taken.iter().filter(|taken| taken.path != held.path) {
                            let outer = event.held.iter().flat_map(|other| self.given(tcx, owner, *other));
                            let pair = Pair {
                                held: held.clone(),
                                taken: taken.clone(),
                                gates: outer.filter_map(|gate| Gate::of(&gate)).collect(),
                                block: event.block,
                                beside: false,
                            };
                            add_pair(pairs, pair);
                        }
                    }
                }
            }
        }
    }

    /// Adds the orders of what runs at an event, where only the caller knows whether the locks are of one instance.
    fn take_over(
        &self,
        tcx: TyCtxt<'_>,
        owner: LocalDefId,
        at: usize,
        run: &Run,
        beside: bool,
        pairs: &mut Vec<Pair>,
    ) {
        let Some(summary) = self.summaries.get(&run.body) else {
            return;
        };
        let event = &self.bodies[&owner].events[at];
        let unknown = |pair: &&Pair| names(run.body, pair).is_none();
        for pair in summary.pairs.iter().filter(unknown) {
            let (Some(held), Some(taken)) = (run.given(&pair.held), run.given(&pair.taken)) else {
                continue;
            };
            if held.path == taken.path {
                continue;
            }
            let call = site(owner, event);
            let mut gates = pair.gates.clone();
            if !beside {
                let outer = event.held.iter().flat_map(|other| self.given(tcx, owner, *other));
                gates.extend(outer.filter_map(|gate| Gate::of(&gate)));
            }
            let pair = Pair {
                held: held.behind(tcx, call),
                taken: taken.behind(tcx, call),
                gates,
                block: event.block,
                beside: beside || pair.beside,
            };
            add_pair(pairs, pair);
        }
    }

    /// The locks that are taken at an event, sooner or later.
    fn taken(&self, tcx: TyCtxt<'_>, owner: LocalDefId, at: usize) -> Vec<Taken> {
        self.of_event(tcx, owner, at, |summary| &summary.taken)
    }

    /// The locks whose guards come out of an event.
    pub(super) fn given(&self, tcx: TyCtxt<'_>, owner: LocalDefId, at: usize) -> Vec<Taken> {
        self.of_event(tcx, owner, at, |summary| &summary.given)
    }

    fn of_event(
        &self,
        tcx: TyCtxt<'_>,
        owner: LocalDefId,
        at: usize,
        of: impl Fn(&Summary) -> &Vec<Taken>,
    ) -> Vec<Taken> {
        let event = &self.bodies[&owner].events[at];
        let call = site(owner, event);
        if let What::Lock(path, mode, made) = &event.what {
            return vec![Taken {
                path: path.clone(),
                mode: *mode,
                is_async: made.is_some(),
                sites: vec![call],
                beyond: Vec::new(),
            }];
        }
        let mut found = Vec::new();
        for (run, _) in self.runs[&owner][at].iter().filter(|(_, beside)| !beside) {
            if let Some(summary) = self.summaries.get(&run.body) {
                let given = of(summary).iter().filter_map(|taken| run.given(taken));
                given.for_each(|taken| add(&mut found, taken.behind(tcx, call)));
            }
        }
        found
    }
}

impl Taken {
    /// The same, taken by what is called at `call`. A closure shows by itself what it locks.
    fn behind(mut self, tcx: TyCtxt<'_>, call: Site) -> Self {
        let function = |owner: LocalDefId| tcx.typeck_root_def_id_local(owner);
        let is_closure = self.sites.first().is_some_and(|first| {
            first.owner != function(first.owner) && function(first.owner) == function(call.owner)
        });
        if !is_closure {
            self.sites.insert(0, call);
        }
        self
    }
}

fn site(owner: LocalDefId, event: &Event) -> Site {
    Site {
        owner,
        span: written(event.span),
        node: event.node,
    }
}

fn add(known: &mut Vec<Taken>, taken: Taken) {
    let is_known = known
        .iter()
        .any(|it| it.path == taken.path && it.mode == taken.mode);
    if !is_known && known.len() < MOST && taken.sites.len() < ROUNDS {
        known.push(taken);
    }
}

fn add_pair(known: &mut Vec<Pair>, pair: Pair) {
    let is_same = |one: &Taken, other: &Taken| {
        one.path == other.path && one.mode == other.mode && one.sites == other.sites
    };
    let is_known = |it: &Pair| is_same(&it.held, &pair.held) && is_same(&it.taken, &pair.taken);
    if !known.iter().any(is_known) && known.len() < MOST && pair.taken.sites.len() < ROUNDS {
        known.push(pair);
    }
}
