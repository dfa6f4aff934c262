//! What keeps two ways to a pair of locks apart: another lock that both hold.

use rustc_data_structures::fx::{FxHashMap, FxHashSet, FxIndexMap};
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty::TyCtxt;

use super::excludes;
use super::orders::{Orders, Pair, Taken};
use super::path::Root;
use crate::catalogue::Mode;

/// A lock that keeps others out, by its field alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Gate {
    Field(DefId, u32, usize),
    Static(DefId),
}

/// Such locks, and how they are held.
pub(super) type Gates = Vec<(Gate, Mode)>;

impl Gate {
    pub(super) fn of(taken: &Taken) -> Option<(Self, Mode)> {
        let gate = match (taken.path.steps.last(), &taken.path.root) {
            (Some(step), _) => Self::Field(step.of?, step.variant, step.field),
            (None, Root::Static(of)) => Self::Static(*of),
            _ => return None,
        };
        Some((gate, taken.mode))
    }
}

impl Orders {
    /// Whether something else that both hold keeps them apart.
    pub(super) fn have_gate(&self, one: &Pair, other: &Pair) -> bool {
        let others = self.all_gates(other);
        self.all_gates(one).iter().any(|(gate, mode)| {
            others
                .iter()
                .any(|(other, with)| gate == other && excludes(*mode, *with))
        })
    }

    /// What else is held, wherever it comes from.
    pub(super) fn all_gates(&self, pair: &Pair) -> Gates {
        let owners = pair.taken.sites.iter().map(|site| site.owner);
        let outer = owners.filter_map(|owner| self.gates.get(&owner)).flatten();
        pair.gates.iter().chain(outer).copied().collect()
    }

    /// What is held at every call of functions that nobody outside of the crate calls.
    pub(super) fn find_gates(&self, tcx: TyCtxt<'_>) -> FxHashMap<LocalDefId, Gates> {
        let mut callers: FxIndexMap<LocalDefId, Vec<(LocalDefId, Gates)>> = FxIndexMap::default();
        let mut open: FxHashSet<LocalDefId> = FxHashSet::default();
        for (owner, facts) in &self.bodies {
            for (event, runs) in facts.events.iter().zip(&self.runs[owner]) {
                for (run, beside) in runs {
                    let Some(body) = run.body.as_local() else {
                        continue;
                    };
                    if *beside {
                        open.insert(body);
                        continue;
                    }
                    let held = event.held.iter().flat_map(|it| self.given(tcx, *owner, *it));
                    let held = held.filter_map(|it| Gate::of(&it));
                    callers.entry(body).or_default().push((*owner, held.collect()));
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
