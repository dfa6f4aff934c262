//! Whether a function comes to a call that a loop may try again. It is asked before a loop is gone through in thought,
//! which takes far longer, and which most loops do not need.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::def_id::LocalDefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{AnonConst, Expr, ExprKind, MatchSource};
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::TyCtxt;

use super::calls::trial;
use crate::catalogue::{Brings, LoopCalls};
use crate::effects::hir;
use crate::loops::Code;

/// What a function's own code holds.
#[derive(Default)]
struct Holds {
    trial: bool,
    /// The functions of the crate that it calls.
    calls: Vec<LocalDefId>,
}

thread_local! {
    /// What was asked for, by function.
    static KNOWN: RefCell<FxHashMap<LocalDefId, Rc<Holds>>> = RefCell::default();
}

/// Whether the code of `function`, or what it calls in this crate, tries anything.
pub(super) fn reaches_trial(tcx: TyCtxt<'_>, function: LocalDefId) -> bool {
    let mut seen = FxHashSet::default();
    let mut open = vec![function];
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let holds = holds(tcx, next);
        if holds.trial {
            return true;
        }
        open.extend(&holds.calls);
    }
    false
}

fn holds(tcx: TyCtxt<'_>, function: LocalDefId) -> Rc<Holds> {
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&function).cloned()) {
        return known;
    }
    let mut walker = Walker {
        code: Code::of(tcx, function),
        holds: Holds::default(),
    };
    walker.visit_expr(tcx.hir_body_owned_by(function).value);
    let holds = Rc::new(walker.holds);
    KNOWN.with_borrow_mut(|known| known.insert(function, Rc::clone(&holds)));
    holds
}

struct Walker<'tcx> {
    code: Code<'tcx>,
    holds: Holds,
}

impl<'tcx> Visitor<'tcx> for Walker<'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.code.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx AnonConst) {}

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        let code = &self.code;
        if let Some((callee, exprs)) = hir::called(code.typeck, expr) {
            self.holds.trial |= trial(code, callee, &exprs).is_some();
            self.holds
                .calls
                .extend(code.local_function(expr).map(|(function, _)| function));
        }
        if let ExprKind::Match(iterator, _, MatchSource::ForLoopDesugar) = expr.kind
            && let ExprKind::Call(_, [iterated]) = iterator.kind
        {
            let streams = LoopCalls::get(code.tcx).streams(code.typeck.expr_ty(iterated));
            self.holds.trial |= streams == Some(Brings::Connection);
        }
        if !self.holds.trial {
            intravisit::walk_expr(self, expr);
        }
    }
}
