//! Which locks the crate's functions take while they hold others, through all that they call.

use rustc_data_structures::fx::{FxHashMap, FxHashSet, FxIndexMap};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::{BasicBlock, Local};
use rustc_middle::ty::TyCtxt;

use super::body::{Event, Facts, What};
use super::path::{Call, Given, Path, Root, Value};
use super::{Site, excludes, names};
use crate::catalogue::Mode;
use crate::effects::Effects;
use crate::effects::sites::{Function, Target};
use crate::effects::way::written;

/// Calls within calls that are followed.
const ROUNDS: usize = 12;
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
}

/// A lock that is taken while another is held.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) held: Taken,
    pub(super) taken: Taken,
    /// What else is held.
    gates: Gates,
    block: BasicBlock,
    /// Whether it runs beside the body.
    beside: bool,
}

/// A lock that keeps others out, by its field alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Gate {
    Field(DefId, u32, usize),
    Static(DefId),
}

/// Such locks, and how they are held.
type Gates = Vec<(Gate, Mode)>;

/// What is known of a function and all that it calls.
#[derive(Default)]
struct Summary {
    taken: Vec<Taken>,
    given: Vec<Taken>,
    pairs: Vec<Pair>,
}

/// The orders of the crate.
pub(super) struct Orders {
    bodies: FxIndexMap<LocalDefId, Facts>,
    returned: FxHashMap<DefId, Value>,
    /// By body and event what runs there or is made there, and whether that runs beside the body.
    runs: FxHashMap<LocalDefId, Vec<Vec<(Run, bool)>>>,
    summaries: FxHashMap<LocalDefId, Summary>,
    /// What is held wherever a function is called.
    gates: FxHashMap<LocalDefId, Gates>,
}

/// A body that runs at an event, and what it is given.
struct Run {
    body: LocalDefId,
    parameters: Vec<Option<Path>>,
    captures: Vec<Option<Path>>,
    /// Which argument of the call it is, for a closure that the called function runs.
    position: Option<usize>,
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
        for _ in 0..ROUNDS {
            let mut changed = false;
            for owner in this.bodies.keys() {
                let summary = this.summarise(tcx, *owner);
                let size = |it: &Summary| (it.taken.len(), it.given.len(), it.pairs.len());
                let known = this.summaries.get(owner).map_or((0, 0, 0), size);
                changed |= size(&summary) != known;
                this.summaries.insert(*owner, summary);
            }
            if !changed {
                break;
            }
        }
        this.gates = this.gates(tcx);
        this
    }

    /// The orders in which a body takes locks, its callees' included.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (LocalDefId, &Pair)> {
        let bodies = self.bodies.keys();
        bodies
            .filter_map(|owner| Some((*owner, self.summaries.get(owner)?)))
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
        let waits = excludes(one.taken.mode, other.held.mode) && excludes(other.taken.mode, one.held.mode);
        if !waits || self.have_gate(one, other) {
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

    /// The name of a variable.
    pub(super) fn name(&self, owner: LocalDefId, local: Local) -> String {
        let name = self.bodies.get(&owner).and_then(|facts| facts.names.get(&local));
        name.map_or_else(|| "the lock".to_owned(), ToString::to_string)
    }

    /// Whether something else that both hold keeps them apart.
    fn have_gate(&self, one: &Pair, other: &Pair) -> bool {
        let gates = |pair: &Pair| {
            let owners = pair.taken.sites.iter().map(|site| site.owner);
            let outer = owners
                .filter_map(|owner| self.gates.get(&owner))
                .flatten()
                .copied();
            pair.gates.iter().copied().chain(outer).collect::<Vec<_>>()
        };
        let others = gates(other);
        gates(one).iter().any(|(gate, mode)| {
            others
                .iter()
                .any(|(other, with)| gate == other && excludes(*mode, *with))
        })
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
    fn makes_task(&self, facts: &Facts, call: &Call) -> bool {
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
                let inner = self
                    .bodies
                    .get(&callee.body)
                    .into_iter()
                    .flat_map(|facts| &facts.events);
                let inner = inner
                    .filter(|inner| matches!(inner.what, What::Callback(at) if closure.position == Some(at)));
                for held in inner.flat_map(|inner| &inner.held) {
                    let held = self.given(tcx, callee.body, *held);
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
    fn given(&self, tcx: TyCtxt<'_>, owner: LocalDefId, at: usize) -> Vec<Taken> {
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

    /// What runs at an event, to its end.
    fn runs(&self, tcx: TyCtxt<'_>, owner: LocalDefId, event: &Event) -> Vec<Run> {
        match &event.what {
            What::Call(call) => {
                let mut runs: Vec<Run> = self
                    .functions(tcx, owner, event, call)
                    .into_iter()
                    .map(|body| Run {
                        body,
                        parameters: call.args.clone(),
                        captures: Vec::new(),
                        position: None,
                    })
                    .collect();
                let facts = &self.bodies[&owner];
                let passed = Effects::get(tcx).passed(owner).iter();
                for passed in passed.filter(|it| it.runs && it.span == event.span) {
                    let Function::Own(body) = passed.function else {
                        continue;
                    };
                    let made = facts.events.iter().find_map(|it| match &it.what {
                        What::Make(made, from) if *made == body => Some(from.clone()),
                        _ => None,
                    });
                    runs.push(Run {
                        body,
                        parameters: Vec::new(),
                        captures: made.unwrap_or_default(),
                        position: Some(passed.position),
                    });
                }
                runs
            }
            What::Await(call, _) => self.future(call).into_iter().collect(),
            What::Run(body, from) => vec![Run {
                body: *body,
                parameters: Vec::new(),
                captures: from.clone(),
                position: None,
            }],
            What::Lock(..) | What::Callback(_) | What::Make(..) | What::Join => Vec::new(),
        }
    }

    /// What runs at an event or is made there, and whether that runs beside the body.
    fn runs_or_makes(
        &self,
        tcx: TyCtxt<'_>,
        owner: LocalDefId,
        facts: &Facts,
        event: &Event,
    ) -> Vec<(Run, bool)> {
        let mut runs: Vec<(Run, bool)> = self
            .runs(tcx, owner, event)
            .into_iter()
            .map(|run| (run, false))
            .collect();
        match &event.what {
            What::Call(call) if self.makes_task(facts, call) => {
                runs.extend(self.future(call).map(|run| (run, true)));
            }
            What::Make(body, from) if !is_returned(facts, *body) => {
                let passed = Effects::get(tcx).passed(owner).iter();
                let is_inside = runs_inside(facts, *body)
                    || passed
                        .clone()
                        .any(|it| it.runs && it.function == Function::Own(*body));
                if !is_inside {
                    let run = Run {
                        body: *body,
                        parameters: Vec::new(),
                        captures: from.clone(),
                        position: None,
                    };
                    runs.push((run, true));
                }
            }
            _ => {}
        }
        runs
    }

    /// The body of the future that a call makes.
    fn future(&self, call: &Call) -> Option<Run> {
        let Value::Made(body, from) = self.returned.get(&call.function)? else {
            return None;
        };
        let given = Given {
            parameters: &call.args,
            captures: &[],
        };
        let from = from.iter().map(|path| {
            let settled = path.as_ref()?.settled(&self.returned, ROUNDS);
            settled.as_given(&given)
        });
        Some(Run {
            body: *body,
            parameters: Vec::new(),
            captures: from.collect(),
            position: None,
        })
    }

    /// The crate's functions that a call runs.
    fn functions(&self, tcx: TyCtxt<'_>, owner: LocalDefId, event: &Event, call: &Call) -> Vec<LocalDefId> {
        if let Some(function) = call.function.as_local()
            && self.bodies.contains_key(&function)
        {
            return vec![function];
        }
        let sites = Effects::get(tcx).sites(owner).iter();
        sites
            .filter(|site| site.owner == owner && site.block == event.block && site.span == event.span)
            .filter_map(|site| match site.target {
                Target::Call(function) => function.as_local(),
                _ => None,
            })
            .collect()
    }

    /// What is held at every call of functions that nobody outside of the crate calls.
    fn gates(&self, tcx: TyCtxt<'_>) -> FxHashMap<LocalDefId, Gates> {
        let mut callers: FxIndexMap<LocalDefId, Vec<(LocalDefId, Gates)>> = FxIndexMap::default();
        let mut open: FxHashSet<LocalDefId> = FxHashSet::default();
        for (owner, facts) in &self.bodies {
            for (event, runs) in facts.events.iter().zip(&self.runs[owner]) {
                for (run, beside) in runs {
                    if *beside {
                        open.insert(run.body);
                        continue;
                    }
                    let held = event.held.iter().flat_map(|it| self.given(tcx, *owner, *it));
                    let held = held.filter_map(|it| Gate::of(&it));
                    callers
                        .entry(run.body)
                        .or_default()
                        .push((*owner, held.collect()));
                }
            }
        }
        let mut gates: FxHashMap<LocalDefId, Gates> = FxHashMap::default();
        // From the outside in, as deep as it is likely to be.
        for _ in 0..4 {
            for (body, callers) in &callers {
                let is_reachable = tcx.effective_visibilities(()).is_reachable(*body);
                if is_reachable || open.contains(body) {
                    continue;
                }
                let at = |(caller, held): &(LocalDefId, Gates)| {
                    let outer = gates.get(caller).into_iter().flatten();
                    held.iter().chain(outer).copied().collect::<Vec<_>>()
                };
                let mut all = callers.iter().map(at);
                let mut common = all.next().unwrap_or_default();
                all.for_each(|held| common.retain(|gate| held.contains(gate)));
                gates.insert(*body, common);
            }
        }
        gates
    }
}

impl Run {
    /// The same lock as the caller knows it.
    fn given(&self, taken: &Taken) -> Option<Taken> {
        let given = Given {
            parameters: &self.parameters,
            captures: &self.captures,
        };
        Some(Taken {
            path: taken.path.as_given(&given)?,
            ..taken.clone()
        })
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

impl Gate {
    fn of(taken: &Taken) -> Option<(Self, Mode)> {
        let gate = match (taken.path.steps.last(), &taken.path.root) {
            (Some(step), _) => Self::Field(step.of?, step.variant, step.field),
            (None, Root::Static(of)) => Self::Static(*of),
            _ => return None,
        };
        Some((gate, taken.mode))
    }
}

/// Whether the body itself runs the closure or future `made`.
fn runs_inside(facts: &Facts, made: LocalDefId) -> bool {
    let mut events = facts.events.iter();
    events.any(|event| matches!(event.what, What::Run(run, _) if run == made))
}

/// Whether `made` is what the body returns, so that its callers know what becomes of it.
fn is_returned(facts: &Facts, made: LocalDefId) -> bool {
    matches!(facts.returned, Some(Value::Made(returned, _)) if returned == made)
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
