//! What code does with the state that guards of one kind protect.

use std::ops::ControlFlow;

use clippy_utils::visitors::{for_each_expr, for_each_expr_without_closures};
use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{Expr, ExprKind, LetStmt, MatchSource, Node};
use rustc_middle::ty::adjustment::{Adjust, DerefAdjustKind};
use rustc_middle::ty::{Ty, TyCtxt, TypeckResults};
use rustc_span::sym;

use crate::turns::called;

/// The guards of one type in one body.
pub(crate) struct Guarded<'tcx> {
    tcx: TyCtxt<'tcx>,
    typeck: &'tcx TypeckResults<'tcx>,
    guard: DefId,
}

/// What a body does with the state around a wait that lets go of it.
#[derive(Default)]
pub(crate) struct Looks {
    /// Whether it looks at it before the wait.
    pub(crate) before: bool,
    /// Whether it looks at it after the wait, or leaves that to another function.
    pub(crate) after: bool,
    /// Whether it changes it after the wait.
    pub(crate) changes: bool,
    /// Whether it asks how the wait ended.
    pub(crate) asks_for_timeout: bool,
}

impl<'tcx> Guarded<'tcx> {
    /// Guards of the type of `held`.
    pub(crate) fn by(tcx: TyCtxt<'tcx>, typeck: &'tcx TypeckResults<'tcx>, held: &Expr<'_>) -> Option<Self> {
        let guard = typeck.expr_ty(held).ty_adt_def()?.did();
        Some(Self { tcx, typeck, guard })
    }

    /// Whether the function that waits returns the guard, so that its caller looks at the state.
    pub(crate) fn hands_guard_back(&self, owner: LocalDefId) -> bool {
        let tcx = self.tcx;
        let function = tcx.typeck_root_def_id_local(owner);
        let output = match tcx.def_kind(function) {
            DefKind::Fn | DefKind::AssocFn => {
                let signature = tcx.fn_sig(function).instantiate_identity().skip_normalization();
                signature.skip_binder().output()
            }
            _ => return false,
        };
        let of_closure = self.typeck.expr_ty(tcx.hir_body_owned_by(owner).value);
        self.holds_guard(output) || self.holds_guard(of_closure)
    }

    /// Reads from `body` what surrounds the wait. Nothing repeats, so that the order is that of the source.
    pub(crate) fn looks(&self, body: &'tcx Expr<'tcx>, wait: &Expr<'_>) -> Looks {
        let mut looks = Looks::default();
        let wait_span = wait.span.source_callsite();
        for_each_expr(self.tcx, body, |expr| {
            let look = self.look(expr).filter(|_| expr.hir_id != wait.hir_id);
            let span = look.unwrap_or(expr).span.source_callsite();
            let after = span.lo() >= wait_span.hi();
            if look.is_some() {
                looks.before |= span.lo() < wait_span.lo() && !span.contains(wait_span);
                looks.after |= after;
            }
            looks.changes |= after && self.is_change(expr);
            looks.asks_for_timeout |= (after || span.contains(wait_span)) && self.is_question(expr, wait);
            ControlFlow::<()>::Continue(())
        });
        looks
    }

    /// What `expr` reads through a guard so that something depends on it, or may: it is a condition, or a function
    /// is given the guard.
    fn look(&self, expr: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
        let tcx = self.tcx;
        let parent = tcx.parent_hir_node(expr.hir_id);
        let value = match expr.kind {
            _ if matches!(parent, Node::LetStmt(LetStmt { els: Some(_), .. })) => Some(expr),
            ExprKind::Match(value, _, MatchSource::Normal) => Some(value),
            ExprKind::Let(condition) => Some(condition.init),
            ExprKind::Call(_, values) | ExprKind::MethodCall(_, _, values, _) => {
                let mut given = values
                    .iter()
                    .filter_map(|value| self.typeck.expr_ty_adjusted_opt(value));
                let ends = || called(tcx, expr).is_some_and(|it| tcx.is_diagnostic_item(sym::mem_drop, it));
                if given.any(|ty| self.is_guard(ty)) && !ends() {
                    return Some(expr);
                }
                None
            }
            _ => None,
        };
        if value.is_some_and(|value| self.mentions_guard(value)) {
            return value;
        }
        let is_written = matches!(parent,
            Node::Expr(Expr { kind: ExprKind::Assign(place, ..), .. }) if place.hir_id == expr.hir_id);
        let is_condition = self.typeck.expr_ty_opt(expr).is_some_and(|ty| ty.is_bool()) && !is_written;
        (is_condition && self.mentions_guard(expr)).then_some(expr)
    }

    /// Whether `value` has to do with a guard.
    pub(crate) fn mentions_guard(&self, value: &'tcx Expr<'tcx>) -> bool {
        for_each_expr_without_closures(value, |part| {
            let is_guard = self.typeck.expr_ty_opt(part).is_some_and(|ty| self.is_guard(ty));
            if is_guard {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .is_some()
    }

    /// Whether `expr` is a guard through which the state is changed.
    fn is_change(&self, expr: &'tcx Expr<'tcx>) -> bool {
        let mut adjustments = self.typeck.expr_adjustments(expr).iter();
        let by_method = adjustments.any(|adjustment| {
            matches!(adjustment.kind, Adjust::Deref(DerefAdjustKind::Overloaded(deref)) if deref.mutbl.is_mut())
        });
        let by_assignment = matches!(expr.kind,
            ExprKind::Assign(place, ..) | ExprKind::AssignOp(_, place, _)
                if !matches!(place.kind, ExprKind::Path(_)) && self.mentions_guard(place));
        self.typeck.expr_ty_opt(expr).is_some_and(|ty| self.is_guard(ty)) && by_method || by_assignment
    }

    fn holds_guard(&self, ty: Ty<'tcx>) -> bool {
        let mut parts = ty.walk().filter_map(|part| part.as_type());
        parts.any(|part| self.is_guard(part))
    }

    fn is_guard(&self, ty: Ty<'tcx>) -> bool {
        ty.peel_refs()
            .ty_adt_def()
            .is_some_and(|adt| adt.did() == self.guard)
    }

    /// Whether `expr` asks how `wait` ended.
    fn is_question(&self, expr: &Expr<'tcx>, wait: &Expr<'_>) -> bool {
        let ExprKind::MethodCall(method, outcome, [], _) = expr.kind else {
            return false;
        };
        let adt = |ty: Ty<'tcx>| ty.peel_refs().ty_adt_def();
        let asked = self.typeck.expr_ty_opt(outcome).and_then(adt);
        let mut parts = self.typeck.expr_ty(wait).walk().filter_map(|part| part.as_type());
        method.ident.name.as_str() == "timed_out" && asked.is_some() && parts.any(|part| adt(part) == asked)
    }
}
