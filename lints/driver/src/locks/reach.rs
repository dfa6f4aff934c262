//! Which bodies have to do with locks at all: those that take one, and all from which calls lead there.

use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::LocalDefId;
use rustc_middle::ty::TyCtxt;

use crate::effects::Effects;

/// Calls from such a body down to functions that only tell which lock is meant.
const DEPTH: usize = 3;

/// The bodies of `owners` from which calls lead to one of `locking`, and what these call for the way to a lock.
pub(super) fn concerned(
    tcx: TyCtxt<'_>,
    owners: &[LocalDefId],
    locking: Vec<LocalDefId>,
) -> FxHashSet<LocalDefId> {
    let effects = Effects::get(tcx);
    let mut callers: FxHashMap<LocalDefId, Vec<LocalDefId>> = FxHashMap::default();
    let mut callees: FxHashMap<LocalDefId, Vec<LocalDefId>> = FxHashMap::default();
    for owner in owners {
        let called = effects.sites(*owner).iter().filter_map(|site| site.called());
        let called = called.filter_map(|function| function.as_local());
        for callee in called {
            callers.entry(callee).or_default().push(*owner);
            callees.entry(*owner).or_default().push(callee);
        }
        // What a closure does is done where it is made, and by whoever awaits the function that returns it.
        if tcx.is_closure_like(owner.to_def_id()) {
            callers.entry(*owner).or_default().push(tcx.local_parent(*owner));
        }
    }
    let mut found: FxHashSet<LocalDefId> = FxHashSet::default();
    let mut waiting = locking;
    while let Some(owner) = waiting.pop() {
        if found.insert(owner) {
            waiting.extend(callers.get(&owner).into_iter().flatten());
        }
    }
    let mut outermost: Vec<LocalDefId> = found.iter().copied().collect();
    for _ in 0..DEPTH {
        let next = outermost.iter().filter_map(|owner| callees.get(owner)).flatten();
        let next: Vec<LocalDefId> = next.copied().filter(|callee| !found.contains(callee)).collect();
        found.extend(&next);
        outermost = next;
    }
    found
}
