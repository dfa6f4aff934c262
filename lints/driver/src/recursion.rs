//! Whether a function comes back to another one, as far as the functions of this crate name each other.

use rustc_data_structures::fx::FxHashSet;
use rustc_hir::def::DefKind;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Expr, ExprKind};
use rustc_middle::hir::nested_filter;
use rustc_middle::ty::{TyCtxt, TypeckResults};

/// Whether running `from` may come to `to`, which may be `from` itself.
pub(crate) fn leads_to(tcx: TyCtxt<'_>, from: LocalDefId, to: LocalDefId) -> bool {
    let mut seen = FxHashSet::default();
    let mut left = vec![from];
    while let Some(next) = left.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) && matches!(tcx.def_kind(next), DefKind::Fn | DefKind::AssocFn) {
            left.extend(named(tcx, next));
        }
    }
    false
}

/// The items of this crate that a function's body names, its closures and async blocks included.
fn named(tcx: TyCtxt<'_>, function: LocalDefId) -> Vec<LocalDefId> {
    let Some(body) = tcx.hir_maybe_body_owned_by(function) else {
        return Vec::new();
    };
    let mut names = Names {
        tcx,
        typeck: tcx.typeck(function),
        named: Vec::new(),
    };
    names.visit_expr(body.value);
    names.named
}

struct Names<'tcx> {
    tcx: TyCtxt<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    named: Vec<LocalDefId>,
}

impl<'tcx> Visitor<'tcx> for Names<'tcx> {
    type NestedFilter = nested_filter::OnlyBodies;

    fn maybe_tcx(&mut self) -> TyCtxt<'tcx> {
        self.tcx
    }

    /// A constant has types of its own.
    fn visit_anon_const(&mut self, _: &'tcx rustc_hir::AnonConst) {}

    fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
        let item = match &expr.kind {
            ExprKind::Path(path) => self.typeck.qpath_res(path, expr.hir_id).opt_def_id(),
            ExprKind::MethodCall(..) => self.typeck.type_dependent_def_id(expr.hir_id),
            _ => None,
        };
        self.named.extend(item.and_then(|item| item.as_local()));
        intravisit::walk_expr(self, expr);
    }
}
