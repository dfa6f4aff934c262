//! The effects of every body of the crate, each with the shortest way to its cause.
//!
//! A search from the causes towards their callers, nearest first, as Dijkstra's: what is settled first is
//! the shortest, cycles need no care, and the order of the source decides between equals, so that every run
//! on every machine finds the same way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Mutex, OnceLock};

use heddle_protocol::{Kind, Tier, summary};
use rustc_data_structures::fx::{FxHashMap, FxHashSet, FxIndexMap};
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::TyCtxt;
use rustc_middle::ty::print::with_resolve_crate_name;
use rustc_span::Symbol;

use super::alone::Alone;
use super::generics::{self, Opens, Then};
use super::races::Dropped;
use super::sites::{Function, Passed, Site, Sites, Target, sites_of};
use super::threads::Threads;
use super::upstream;
use crate::bug;
use crate::catalogue::Cause;

/// Closures within closures that are looked into; more would be a loop.
const NESTING: usize = 16;

/// Why a body has an effect.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// A call of the catalogue in this crate.
    Here(Cause),
    /// One in a crate below.
    Upstream(&'static summary::Cause),
}

impl Origin {
    /// The call as a message says it.
    pub(crate) fn description(self) -> String {
        match self {
            Self::Here(cause) => cause.description(),
            Self::Upstream(cause) => cause.what.clone(),
        }
    }

    /// Completes "it …".
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Here(cause) => &cause.entry.why,
            Self::Upstream(cause) => &cause.why,
        }
    }

    /// The executor on whose thread it panics, even where nothing else runs there.
    pub(crate) fn panics_inside(self) -> Option<&'static str> {
        match self {
            Self::Here(cause) => cause.panics_inside(),
            Self::Upstream(cause) => cause.panics_inside.as_deref(),
        }
    }
}

/// One effect of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effect {
    /// What it does.
    pub(crate) kind: Kind,
    /// How sure that is.
    pub(crate) tier: Tier,
    /// How many calls away the cause is; 1 for a call straight to it.
    pub(crate) depth: u32,
    /// Why.
    pub(crate) origin: Origin,
    /// The site of the body at which the way to it begins.
    pub(super) site: usize,
}

impl Effect {
    /// What the cause does and how sure that is; `is_direct` where the sentence before has just named it.
    pub(crate) fn explanation(&self, is_direct: bool) -> String {
        let Self {
            kind, tier, origin, ..
        } = self;
        let subject = match is_direct {
            true => "it".to_owned(),
            false => origin.description(),
        };
        format!("{subject} {} ({}, {})", origin.why(), kind.name(), tier.name())
    }

    fn of_cause(cause: Cause, depth: u32) -> Self {
        Self {
            kind: cause.kind(),
            tier: cause.entry.tier,
            depth,
            origin: Origin::Here(cause),
            site: 0,
        }
    }
}

/// What is known of the crate that this process compiles.
#[derive(Default)]
pub(crate) struct Effects {
    pub(super) bodies: FxIndexMap<LocalDefId, Sites>,
    /// By body, one a kind, worst first.
    pub(super) functions: FxHashMap<LocalDefId, Vec<Effect>>,
    pub(super) opens: Opens,
    pub(super) threads: Threads,
    alone: Alone,
}

impl Effects {
    /// The effects of this crate, found at the first call.
    pub(crate) fn get(tcx: TyCtxt<'_>) -> &'static Self {
        static EFFECTS: OnceLock<Effects> = OnceLock::new();
        EFFECTS.get_or_init(|| bug::attempt(|| Self::find(tcx)))
    }

    /// The sites of the body that `owner` owns, in the order of the source.
    pub(crate) fn sites(&self, owner: LocalDefId) -> &[Site] {
        self.bodies.get(&owner).map_or(&[], |body| &body.sites)
    }

    /// The functions that the body of `owner` passes on.
    pub(crate) fn passed(&self, owner: LocalDefId) -> &[Passed] {
        self.bodies.get(&owner).map_or(&[], |body| &body.passed)
    }

    /// The effects that running `site` has on its body, worst first.
    pub(crate) fn of_site(&self, tcx: TyCtxt<'_>, site: &Site) -> Vec<Effect> {
        match site.target.runs() {
            Some((Then::Cause(cause), depth)) => vec![Effect::of_cause(cause, depth)],
            Some((Then::Call(function), distance)) => {
                let mut effects = self.of_function(tcx, function, distance);
                effects.retain(|effect| !site.is_await() || crosses_await(tcx, function, effect.kind));
                effects
            }
            None => Vec::new(),
        }
    }

    /// The effects of a call to `function` that is `distance` calls away.
    fn of_function(&self, tcx: TyCtxt<'_>, function: DefId, distance: u32) -> Vec<Effect> {
        let mut effects = match function.as_local() {
            Some(function) => self.functions.get(&function).cloned().unwrap_or_default(),
            None => upstream_effects(tcx, function),
        };
        for effect in &mut effects {
            effect.depth += distance;
        }
        effects
    }

    /// The futures that the body of `owner` drops half way, each with the site that stands for it and how it loses data
    /// then.
    pub(crate) fn losses(&self, tcx: TyCtxt<'_>, owner: LocalDefId) -> Vec<(&Dropped, Site, Effect)> {
        let dropped = self.bodies.get(&owner).map_or(&[][..], |body| &body.dropped);
        let losses = dropped.iter().filter_map(|dropped| {
            let at = self.sites(owner).iter().find(|site| site.block == dropped.block);
            let site = match dropped.body {
                Some(body) => Site::awaiting(tcx, owner, body, dropped),
                None => at?.clone(),
            };
            let mut effects = self.of_site(tcx, &site).into_iter();
            let effect = effects.find(|effect| effect.kind == Kind::named("cancel-unsafe"))?;
            Some((dropped, site, effect))
        });
        losses.collect()
    }

    /// Whether nothing else runs on the thread while `site` of the future `owner` does.
    pub(crate) fn runs_alone(&self, owner: LocalDefId, site: &Site) -> bool {
        self.alone.covers(owner, site.block)
    }

    /// Whether `executor` drives the future `owner`, which begins beside nothing else.
    pub(crate) fn is_driven_by(&self, owner: LocalDefId, executor: &str) -> bool {
        self.alone.is_driven_by(owner, executor)
    }

    /// Whether ordinary code drives the future `owner` on its own thread, as it drives that of `main`.
    pub(crate) fn begins_alone(&self, owner: LocalDefId) -> bool {
        self.alone.begins(owner)
    }

    fn find(tcx: TyCtxt<'_>) -> Self {
        let mut read: FxIndexMap<LocalDefId, Sites> = FxIndexMap::default();
        for owner in tcx.hir_body_owners() {
            if let Some(sites) = read_body(tcx, owner) {
                read.insert(owner, sites);
            }
        }
        let sheltering = sheltering(tcx, &read);
        let mut bodies: FxIndexMap<LocalDefId, Sites> = read
            .iter()
            .map(|(owner, sites)| {
                let mut whole = Vec::new();
                expand(&read, &sheltering, sites, None, NESTING, &mut whole);
                let sites = Sites {
                    sites: whole,
                    ..sites.clone()
                };
                (*owner, sites)
            })
            .collect();
        let marks: Vec<Option<Mark>> = bodies.keys().map(|owner| Mark::of(tcx, *owner)).collect();
        let quiet: Vec<bool> = marks
            .iter()
            .map(|mark| *mark == Some(Mark::NonBlocking))
            .collect();
        let opens = generics::settle(tcx, &mut bodies, &quiet);
        let mut this = Self {
            functions: search(tcx, &bodies, &marks),
            threads: Threads::find(tcx, &bodies),
            opens,
            bodies,
            alone: Alone::default(),
        };
        this.alone = Alone::find(tcx, &this);
        this
    }
}

/// Reads a body's sites before rustc takes its MIR apart, which it does early for futures.
pub(crate) fn read_early(tcx: TyCtxt<'_>, owner: LocalDefId) {
    if may_have_effects(tcx, owner)
        && let Some(sites) = read_promoted(tcx, owner)
    {
        early().lock().expect("nothing panics here").insert(owner, sites);
    }
}

/// The name of a function as messages say it; that of the function around it for a future's body.
pub(crate) fn name(tcx: TyCtxt<'_>, function: DefId) -> String {
    let named = tcx.typeck_root_def_id(function);
    match named.is_local() {
        true => tcx.def_path_str(named),
        false => with_resolve_crate_name!(tcx.def_path_str(named)),
    }
}

fn early() -> &'static Mutex<FxHashMap<LocalDefId, Sites>> {
    static EARLY: OnceLock<Mutex<FxHashMap<LocalDefId, Sites>>> = OnceLock::new();
    EARLY.get_or_init(Mutex::default)
}

fn may_have_effects(tcx: TyCtxt<'_>, owner: LocalDefId) -> bool {
    matches!(
        tcx.def_kind(owner),
        DefKind::Fn | DefKind::AssocFn | DefKind::Closure
    ) && tcx.hir_body_const_context(owner).is_none()
}

fn read_body(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Sites> {
    if !may_have_effects(tcx, owner) {
        return None;
    }
    let known = early().lock().expect("nothing panics here").remove(&owner);
    known.or_else(|| read_promoted(tcx, owner))
}

fn read_promoted(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Sites> {
    let (body, _) = tcx.mir_promoted(owner);
    if body.is_stolen() {
        return None;
    }
    let body = body.borrow();
    if body.tainted_by_errors.is_some() {
        return None;
    }
    bug::contain(tcx, owner, || Some(sites_of(tcx, owner, &body)))
}

/// Puts the sites of closures in the place of the sites that run them.
fn expand(
    read: &FxIndexMap<LocalDefId, Sites>,
    sheltering: &FxHashSet<LocalDefId>,
    sites: &Sites,
    around: Option<&Site>,
    depth: usize,
    whole: &mut Vec<Site>,
) {
    for site in &sites.sites {
        let mut site = site.clone();
        if let Some(around) = around {
            site.in_closure = true;
            site.block = around.block;
            site.sheltered |= around.sheltered;
            // Nobody knows what a future works on that is polled by a closure, as `select!` does.
            site.own |= site.is_await();
        }
        match site.target {
            Target::Closure(closure) => {
                site.sheltered |= sites.passed.iter().any(|passed| {
                    let local = passed.callee.as_local();
                    passed.function == Function::Own(closure)
                        && local.is_some_and(|callee| sheltering.contains(&callee))
                });
                if depth > 0
                    && let Some(inner) = read.get(&closure)
                {
                    expand(read, sheltering, inner, Some(&site), depth - 1, whole);
                }
            }
            _ => whole.push(site),
        }
    }
}

/// Whether a future that awaits the future `awaited` has its effect too, as far as lints are concerned: they
/// report most effects in the future that has them, unless that is a dependency's.
fn crosses_await(tcx: TyCtxt<'_>, awaited: DefId, kind: Kind) -> bool {
    kind.through_await()
        || match awaited.as_local() {
            Some(_) => !super::is_member(),
            None => !upstream::is_member(tcx, awaited.krate),
        }
}

fn upstream_effects(tcx: TyCtxt<'_>, function: DefId) -> Vec<Effect> {
    let (Some(summary), Some(known)) = (
        upstream::summary(tcx, function.krate),
        upstream::function(tcx, function),
    ) else {
        return Vec::new();
    };
    let effects = known.effects.iter().filter_map(|effect| {
        Some(Effect {
            kind: effect.kind,
            tier: effect.tier,
            depth: effect.depth,
            origin: Origin::Upstream(summary.causes.get(effect.cause as usize)?),
            site: 0,
        })
    });
    effects.collect()
}

/// A body that may have an effect: surest, nearest and first in the source before others.
type Candidate = Reverse<(Tier, u32, usize, usize, Kind)>;

fn search(
    tcx: TyCtxt<'_>,
    bodies: &FxIndexMap<LocalDefId, Sites>,
    marks: &[Option<Mark>],
) -> FxHashMap<LocalDefId, Vec<Effect>> {
    let mut waiting: BinaryHeap<Candidate> = BinaryHeap::new();
    let mut origins: FxHashMap<(usize, usize, Kind), Origin> = FxHashMap::default();
    let mut callers: FxHashMap<LocalDefId, Vec<(usize, usize, u32)>> = FxHashMap::default();
    for (body, (owner, sites)) in bodies.iter().enumerate() {
        if marks[body] == Some(Mark::Blocking) {
            let cause = Cause::marked(name(tcx, owner.to_def_id()));
            origins.insert((body, usize::MAX, cause.kind()), Origin::Here(cause));
            waiting.push(Reverse((Tier::Certain, 1, body, usize::MAX, cause.kind())));
        }
        for (at, site) in sites.sites.iter().enumerate() {
            let mut start = |kind, tier, depth, origin| {
                if !counts(site, kind) {
                    return;
                }
                origins.insert((body, at, kind), origin);
                waiting.push(Reverse((tier, depth, body, at, kind)));
            };
            match site.target.runs() {
                Some((Then::Cause(cause), depth)) => {
                    start(cause.kind(), cause.entry.tier, depth, Origin::Here(cause));
                }
                Some((Then::Call(function), distance)) => match function.as_local() {
                    Some(function) => callers.entry(function).or_default().push((body, at, distance)),
                    None => {
                        for effect in upstream_effects(tcx, function) {
                            if !site.is_await() || crosses_await(tcx, function, effect.kind) {
                                start(effect.kind, effect.tier, effect.depth + distance, effect.origin);
                            }
                        }
                    }
                },
                None => {}
            }
        }
    }

    // A function that sees to tokio's runtime has what it needs of it, its closures and blocks included.
    let entering = entering(tcx, bodies);
    let of_tokio = ["tokio-context", "tokio-handle"].map(Kind::named);
    let mut found: FxHashMap<LocalDefId, Vec<Effect>> = FxHashMap::default();
    while let Some(Reverse((tier, depth, body, site, kind))) = waiting.pop() {
        let (owner, _) = bodies.get_index(body).expect("candidates are bodies");
        let of_body = found.entry(*owner).or_default();
        if of_body.iter().any(|effect| effect.kind == kind)
            || marks[body] == Some(Mark::NonBlocking) && !kind.through_await()
            || entering.contains(&tcx.typeck_root_def_id_local(*owner)) && of_tokio.contains(&kind)
        {
            continue;
        }
        let origin = origins[&(body, site, kind)];
        of_body.push(Effect {
            kind,
            tier,
            depth,
            origin,
            site,
        });
        for &(caller, at, distance) in callers.get(owner).into_iter().flatten() {
            let (_, sites) = bodies.get_index(caller).expect("callers are bodies");
            let site = &sites.sites[at];
            if site.is_await() && !crosses_await(tcx, owner.to_def_id(), kind) || !counts(site, kind) {
                continue;
            }
            origins.entry((caller, at, kind)).or_insert(origin);
            waiting.push(Reverse((tier, depth + distance, caller, at, kind)));
        }
    }
    found.retain(|_, effects| {
        effects.sort_by_key(|effect| (effect.tier, effect.kind));
        !effects.is_empty()
    });
    found
}

/// Whether the body has an effect of this kind that running `site` has: not the need of tokio's runtime at once, where
/// something may have seen to it, nor the loss of what nobody else has.
fn counts(site: &Site, kind: Kind) -> bool {
    !(site.sheltered && kind == Kind::named("tokio-handle")
        || site.own && kind == Kind::named("cancel-unsafe"))
}

/// The functions that may run a closure that they are given inside tokio's runtime: they enter it, or call the closure
/// in a future.
fn sheltering(tcx: TyCtxt<'_>, read: &FxIndexMap<LocalDefId, Sites>) -> FxHashSet<LocalDefId> {
    let sheltering = read
        .iter()
        .filter(|(owner, body)| body.enters_tokio || tcx.is_coroutine(owner.to_def_id()));
    sheltering
        .map(|(owner, _)| tcx.typeck_root_def_id_local(*owner))
        .collect()
}

/// The functions that see to tokio's runtime themselves.
pub(super) fn entering(tcx: TyCtxt<'_>, bodies: &FxIndexMap<LocalDefId, Sites>) -> FxHashSet<LocalDefId> {
    let entering = bodies.iter().filter(|(_, body)| body.enters_tokio);
    entering
        .map(|(owner, _)| tcx.typeck_root_def_id_local(*owner))
        .collect()
}

/// What a function's author says of it.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Blocking,
    NonBlocking,
}

impl Mark {
    fn of(tcx: TyCtxt<'_>, owner: LocalDefId) -> Option<Self> {
        let marked = |name: &str| {
            let path = [Symbol::intern(super::TOOL), Symbol::intern(name)];
            // On an async function it is about the future.
            tcx.get_attrs_by_path(tcx.typeck_root_def_id(owner.to_def_id()), &path)
                .next()
                .is_some()
        };
        if marked("blocking") {
            Some(Self::Blocking)
        } else if marked("non_blocking") {
            Some(Self::NonBlocking)
        } else {
            None
        }
    }
}
