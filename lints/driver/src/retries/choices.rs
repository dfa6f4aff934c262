//! Futures of which the first to end decides, as in `select!`.

use rustc_data_structures::fx::FxHashSet;
use rustc_hir::{Expr, HirId};

use super::{Exit, Known, Run, Source, State, Value, Way, map};
use crate::flows::Flows;

impl<'tcx> Run<'tcx> {
    /// The ways through the `.await` of `poll_fn`, which polls with `closure`: those of the futures in a tuple of the
    /// closure's that fail at once. The macro tells by a variant `_0`, `_1`, .. which of them it was.
    pub(super) fn choose(
        &mut self,
        awaited: &'tcx Expr<'tcx>,
        closure: &'tcx Expr<'tcx>,
        source: Source,
        state: State,
    ) -> Vec<Way> {
        let mut ways = Vec::new();
        for (position, future) in self.polled(closure, &state).into_iter().enumerate() {
            if !matches!(future, Known::Future(_) | Known::Limited(_)) {
                continue;
            }
            let of_it = self.wait(awaited, future, source, state.clone());
            let (tried, again) = (state.tried, state.is_repeated);
            let of_it = of_it.into_iter().filter(|way| {
                way.exit == Exit::Again || (way.state.tried, way.state.is_repeated) != (tried, again)
            });
            ways.extend(map(of_it.collect(), |value| {
                Value::new(Known::Choice(position, Box::new(value.known)), value.source)
            }));
        }
        match ways.is_empty() {
            true => vec![Way::new(state, Exit::Waits)],
            false => ways,
        }
    }

    /// The futures in the first tuple that `closure` names.
    fn polled(&self, closure: &'tcx Expr<'tcx>, state: &State) -> Vec<Known> {
        let mut tuples = state.tuples();
        let named = tuples.find(|(local, _)| {
            let names: FxHashSet<HirId> = state.names_of(*local).collect();
            Flows::mentions(self.tcx, closure, &names)
        });
        named.map(|(_, parts)| parts.to_vec()).unwrap_or_default()
    }
}
