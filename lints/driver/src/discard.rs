//! Which values are thrown away where they are made.

use clippy_utils::res::{MaybeDef, MaybeResPath};
use clippy_utils::ty::implements_trait;
use clippy_utils::visitors::{is_local_used, local_used_once};
use clippy_utils::{find_binding_init, fn_def_id};
use rustc_hir::{Body, Expr, ExprKind, LetStmt, LocalSource, PatKind, Stmt, StmtKind};
use rustc_lint::LateContext;
use rustc_span::sym;

/// The value that `statement` throws away: its own, that of `let _ =`, or of a `let _name` that nobody reads. What
/// clippy reports is not among them.
pub(crate) fn by_statement<'tcx>(cx: &LateContext<'tcx>, statement: &Stmt<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    match statement.kind {
        StmtKind::Semi(value) => Some(value),
        StmtKind::Let(
            made @ LetStmt {
                pat,
                init: Some(value),
                els: None,
                ..
            },
        ) => match pat.kind {
            PatKind::Wild => (!is_told_by_clippy(cx, made)).then_some(*value),
            PatKind::Binding(_, local, name, None) => {
                let is_unread =
                    name.as_str().starts_with('_') && !is_local_used(cx, enclosing_body(cx)?.value, local);
                is_unread.then_some(*value)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether clippy's `let_underscore_future`, on by default, speaks of `made`: of `let _ =`, but not of `_ =`, nor
/// where the user wrote the type of what is thrown away.
pub(crate) fn is_told_by_clippy<'tcx>(cx: &LateContext<'tcx>, made: &LetStmt<'tcx>) -> bool {
    let is_future = |value: &Expr<'tcx>| {
        let future = cx.tcx.lang_items().future_trait();
        let ty = cx.tcx.typeck(value.hir_id.owner.def_id).expr_ty(value);
        future.is_some_and(|of| implements_trait(cx, ty, of, &[]))
    };
    matches!(made.pat.kind, PatKind::Wild)
        && matches!(made.source, LocalSource::Normal)
        && made.ty.is_none()
        && made.init.is_some_and(is_future)
}

/// The value that `call` throws away if it is one of `drop`: what is made there, or was kept in a local for
/// nothing else.
pub(crate) fn by_drop<'tcx>(cx: &LateContext<'tcx>, call: &Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    let ExprKind::Call(_, [value]) = call.kind else {
        return None;
    };
    if !fn_def_id(cx, call)?.is_diag_item(cx, sym::mem_drop) {
        return None;
    }
    let Some(local) = value.res_local_id() else {
        return Some(value);
    };
    local_used_once(cx, enclosing_body(cx)?.value, local)?;
    find_binding_init(cx, local)
}

/// The body around the code that is being checked.
pub(crate) fn enclosing_body<'tcx>(cx: &LateContext<'tcx>) -> Option<&'tcx Body<'tcx>> {
    Some(cx.tcx.hir_body(cx.enclosing_body?))
}
