//! In which order the crate's functions take locks, and which two are taken in both.
//!
//! [`reach`] finds the bodies that have to do with locks, [`body`] reads from their MIR which they take and which guards
//! they have there, [`path`] which lock that is, [`orders`] follows the calls: what a function takes in the end, and
//! what is held at the time, [`upstream`] the same through the crates below. Here the orders are compared.

mod body;
mod gates;
mod orders;
mod path;
mod reach;
mod runs;
mod upstream;

use std::sync::{Mutex, OnceLock};

use heddle_protocol::locks::{Call, Locking, Order};
use rustc_data_structures::fx::{FxHashMap, FxHashSet, FxIndexMap};
use rustc_hir::HirId;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::mir::Local;
use rustc_middle::ty::TyCtxt;
use rustc_span::Span;

use crate::bug;
use crate::catalogue::{Locks, Mode};
use crate::report;
use body::Facts;
use orders::{Orders, Pair, Taken};
use path::{Path, Root, Step};

/// Two locks that are taken in both orders.
#[derive(Debug)]
pub(crate) struct Inversion {
    /// The way that is reported.
    pub(crate) here: Way,
    /// The other way round.
    pub(crate) there: Way,
}

/// One lock taken while another is held.
#[derive(Debug)]
pub(crate) struct Way {
    /// The lock that is held.
    pub(crate) held: Leg,
    /// The lock that is taken meanwhile.
    pub(crate) taken: Leg,
    /// Whether it is awaited.
    pub(crate) is_async: bool,
}

/// How a lock is taken.
#[derive(Debug)]
pub(crate) struct Leg {
    /// The lock's name.
    pub(crate) lock: String,
    /// The calls to where it is taken; none where all are in crates below.
    pub(crate) sites: Vec<Site>,
    /// Those of them in crates below, which come last.
    pub(crate) beyond: Vec<Call>,
}

/// A call that takes a lock, or comes to one that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The body that has it.
    pub(crate) owner: LocalDefId,
    /// It, as it is written.
    pub(crate) span: Span,
    /// Where lint levels are looked up.
    pub(crate) node: HirId,
}

/// The inversions of the crate that this process compiles, by the body in which they are reported.
pub(crate) fn inversions(tcx: TyCtxt<'_>, owner: LocalDefId) -> &'static [Inversion] {
    static FOUND: OnceLock<FxHashMap<LocalDefId, Vec<Inversion>>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let found = orders(tcx).map(|orders| bug::attempt(|| compare(tcx, orders)));
        found.unwrap_or_default()
    });
    found.get(&owner).map_or(&[], Vec::as_slice)
}

/// What the crates above need to know of this one: what its functions do with locks, and its orders.
pub(crate) fn written(tcx: TyCtxt<'_>) -> (Vec<Locking>, Vec<Order>) {
    orders(tcx)
        .map(|orders| upstream::written(tcx, orders))
        .unwrap_or_default()
}

/// The orders of the crate that this process compiles; none where nobody takes a lock.
fn orders(tcx: TyCtxt<'_>) -> Option<&'static Orders> {
    static ORDERS: OnceLock<Option<Orders>> = OnceLock::new();
    ORDERS.get_or_init(|| bug::attempt(|| find(tcx))).as_ref()
}

/// Reads the body of a future before rustc takes its MIR apart.
pub(crate) fn read_early(tcx: TyCtxt<'_>, owner: LocalDefId) {
    if let Some(facts) = read(tcx, owner, false) {
        early().lock().expect("nothing panics here").insert(owner, facts);
    }
}

fn early() -> &'static Mutex<FxHashMap<LocalDefId, Facts>> {
    static EARLY: OnceLock<Mutex<FxHashMap<LocalDefId, Facts>>> = OnceLock::new();
    EARLY.get_or_init(Mutex::default)
}

fn read(tcx: TyCtxt<'_>, owner: LocalDefId, is_asked: bool) -> Option<Facts> {
    if !has_code(tcx, owner) {
        return None;
    }
    bug::contain(tcx, owner, || {
        let (body, _) = tcx.mir_promoted(owner);
        if body.is_stolen() {
            return None;
        }
        let body = &*body.borrow();
        let concerns = is_asked || has_lock(tcx) || body::has_lock(tcx, body) || body::names_lock(tcx, body);
        (concerns && body.tainted_by_errors.is_none()).then(|| body::read(tcx, owner, body))
    })
}

fn has_code(tcx: TyCtxt<'_>, owner: LocalDefId) -> bool {
    let kind = tcx.def_kind(owner);
    matches!(kind, DefKind::Fn | DefKind::AssocFn | DefKind::Closure)
        && tcx.hir_body_const_context(owner).is_none()
}

/// Whether a type or static of the crate has a lock.
fn has_lock(tcx: TyCtxt<'_>) -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let locks = Locks::get(tcx);
        let mut items = tcx
            .hir_crate_items(())
            .definitions()
            .filter(|item| matches!(tcx.def_kind(*item), DefKind::Field | DefKind::Static { .. }));
        items.any(|item| locks.are_in(tcx.type_of(item).instantiate_identity().skip_normalization()))
    })
}

fn find(tcx: TyCtxt<'_>) -> Option<Orders> {
    let mut early = std::mem::take(&mut *early().lock().expect("nothing panics here"));
    let owners: Vec<LocalDefId> = tcx
        .hir_body_owners()
        .filter(|owner| has_code(tcx, *owner))
        .collect();
    let takes_locks = |owner: &LocalDefId| match early.get(owner) {
        Some(facts) => facts.takes_locks(tcx),
        None => {
            let (body, _) = tcx.mir_promoted(*owner);
            !body.is_stolen() && body::has_lock(tcx, &body.borrow())
        }
    };
    let locking: Vec<LocalDefId> = owners.iter().copied().filter(takes_locks).collect();
    if locking.is_empty() {
        return None;
    }
    let concerned = reach::concerned(tcx, &owners, locking);
    let mut bodies: FxIndexMap<LocalDefId, Facts> = FxIndexMap::default();
    for owner in owners.into_iter().filter(|owner| concerned.contains(owner)) {
        if let Some(facts) = early.remove(&owner).or_else(|| read(tcx, owner, true)) {
            bodies.insert(owner, facts);
        }
    }
    Some(Orders::find(tcx, bodies))
}

/// A lock, by what is the same wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    /// The fields to it, from a struct that has both locks.
    Fields(Vec<Step>),
    Static(DefId, Vec<Step>),
    /// A local of a body.
    Local(DefId, Local, Vec<Step>),
}

/// The names of the two locks of a pair, if they are known to be of one instance.
fn names(owner: DefId, pair: &Pair) -> Option<(Name, Name)> {
    let (held, taken) = (&pair.held.path, &pair.taken.path);
    if held.root == taken.root {
        let common = held
            .steps
            .iter()
            .zip(&taken.steps)
            .take_while(|(one, other)| one == other);
        let common = common
            .count()
            .min(held.steps.len().checked_sub(1)?)
            .min(taken.steps.len().checked_sub(1)?);
        let is_struct = |at: &usize| held.steps[*at].of.is_some() && taken.steps[*at].of.is_some();
        let from = (0..=common).rev().find(is_struct);
        if let Some(from) = from {
            let name = |path: &Path| Name::Fields(path.steps[from..].to_vec());
            return Some((name(held), name(taken)));
        }
    }
    let name = |path: &Path| match path.root {
        Root::Static(of) => Some((true, Name::Static(of, path.steps.clone()))),
        Root::Local(local) => Some((false, Name::Local(owner, local, path.steps.clone()))),
        _ => None,
    };
    let ((one, held), (other, taken)) = (name(held)?, name(taken)?);
    (one == other).then_some((held, taken))
}

fn compare(tcx: TyCtxt<'_>, orders: &Orders) -> FxHashMap<LocalDefId, Vec<Inversion>> {
    let mut known: FxIndexMap<(Name, Name), Vec<(LocalDefId, &Pair)>> = FxIndexMap::default();
    for (owner, pair) in orders.pairs() {
        let is_test = report::is_unchecked_test(tcx, pair.taken.sites[0].node);
        if !is_test
            && orders.is_shared(owner, pair)
            && let Some(names) = names(owner.to_def_id(), pair)
        {
            known.entry(names).or_default().push((owner, pair));
        }
    }
    let mut found: FxHashMap<LocalDefId, Vec<Inversion>> = FxHashMap::default();
    let mut tell = |here: Way, there: Way| {
        let owner = here.taken.sites[0].owner;
        found.entry(owner).or_default().push(Inversion { here, there });
    };
    let below = match known
        .keys()
        .any(|(held, taken)| held.is_foreign() && taken.is_foreign())
    {
        true => upstream::orders(tcx),
        false => Vec::new(),
    };
    let mut told: FxHashSet<(&Name, &Name)> = FxHashSet::default();
    for (names, here) in &known {
        let name = |of: &Name| describe(tcx, orders, here[0].0, of);
        let (first, second) = (name(&names.0), name(&names.1));
        let reversed = (names.1.clone(), names.0.clone());
        let Some(there) = known.get(&reversed) else {
            let below = below.iter().filter(|(names, _)| *names == reversed);
            let mut both = below.flat_map(|(_, other)| here.iter().map(move |(_, one)| (*one, other)));
            if let Some((one, other)) = both.find(|(one, other)| orders.wait_for_each_other(one, other)) {
                tell(way(one, &first, &second), way(other, &second, &first));
            }
            continue;
        };
        if told.contains(&(&names.1, &names.0)) {
            continue;
        }
        told.insert((&names.0, &names.1));
        let both = here
            .iter()
            .flat_map(|one| there.iter().map(move |other| (one, other)));
        let Some((one, other)) = both.into_iter().find(|(one, other)| orders.meet(one, other)) else {
            continue;
        };
        // The rarer order is the likelier mistake.
        let start = |(_, pair): &(LocalDefId, &Pair)| pair.taken.sites[0].span.lo();
        let is_rarer = (here.len(), start(other)) < (there.len(), start(one));
        let (one, other) = (way(one.1, &first, &second), way(other.1, &second, &first));
        match is_rarer {
            true => tell(one, other),
            false => tell(other, one),
        }
    }
    found
}

fn way(pair: &Pair, held: &str, taken: &str) -> Way {
    let leg = |taken: &Taken, lock: &str| Leg {
        lock: lock.to_owned(),
        sites: taken.sites.clone(),
        beyond: taken.beyond.clone(),
    };
    Way {
        held: leg(&pair.held, held),
        taken: leg(&pair.taken, taken),
        is_async: pair.taken.is_async,
    }
}

impl Name {
    /// Whether other crates know it by the same name.
    fn is_foreign(&self) -> bool {
        match self {
            Self::Fields(steps) => {
                let of = steps.first().and_then(|step| step.of);
                of.is_some_and(|of| !of.is_local())
            }
            Self::Static(of, _) => !of.is_local(),
            Self::Local(..) => false,
        }
    }
}

fn describe(tcx: TyCtxt<'_>, orders: &Orders, owner: LocalDefId, name: &Name) -> String {
    let (start, steps) = match name {
        Name::Fields(steps) => {
            let of = steps.first().and_then(|step| step.of);
            (
                of.map_or_else(String::new, |of| tcx.item_name(of).to_string()),
                steps,
            )
        }
        Name::Static(of, steps) => (tcx.item_name(*of).to_string(), steps),
        Name::Local(_, local, steps) => (orders.name(owner, *local), steps),
    };
    steps.iter().fold(start, |path, step| {
        let field = step.of.map(|of| {
            let variant = tcx.adt_def(of).variants().iter().nth(step.variant as usize);
            let field = variant.and_then(|it| it.fields.iter().nth(step.field));
            field.map_or_else(String::new, |field| field.name.to_string())
        });
        format!("{path}.{}", field.unwrap_or_else(|| step.field.to_string()))
    })
}

/// Whether two who have the lock in these ways keep each other out.
fn excludes(one: Mode, other: Mode) -> bool {
    one == Mode::Exclusive || other == Mode::Exclusive
}
