//! Which values are thrown away where they are made.

use clippy_utils::res::{MaybeDef, MaybeResPath};
use clippy_utils::ty::implements_trait;
use clippy_utils::visitors::{is_local_used, local_used_once};
use clippy_utils::{find_binding_init, fn_def_id};
use rustc_attr_ir::find_attr;
use rustc_hir::{Body, Expr, ExprKind, LetStmt, LocalSource, PatKind, Stmt, StmtKind};
use rustc_lint::LateContext;
use rustc_middle::ty::{self, Ty};
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
    let value = given_to_drop(cx, call)?;
    let Some(local) = value.res_local_id() else {
        return Some(value);
    };
    local_used_once(cx, enclosing_body(cx)?.value, local)?;
    find_binding_init(cx, local)
}

/// The value that `call` gives to `drop`.
pub(crate) fn given_to_drop<'tcx>(cx: &LateContext<'tcx>, call: &Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    let ExprKind::Call(_, [value]) = call.kind else {
        return None;
    };
    let is_drop = fn_def_id(cx, call)?.is_diag_item(cx, sym::mem_drop);
    is_drop.then_some(value)
}

/// Whether rustc speaks itself (`unused_must_use`) if nothing uses `value`.
pub(crate) fn is_asked_for<'tcx>(cx: &LateContext<'tcx>, value: &Expr<'tcx>) -> bool {
    let asks = |item| find_attr!(cx.tcx, item, MustUse { .. });
    let mut ty = cx.typeck_results().expr_ty_opt(value);
    while let Some(ty::Adt(adt, args)) = ty.map(Ty::kind)
        && (adt.is_box() || adt.is_pin())
    {
        ty = args.types().next();
    }
    let by_type = ty.is_some_and(|ty| match *ty.kind() {
        ty::Adt(adt, _) => asks(adt.did()),
        ty::Tuple(parts) => !parts.is_empty(),
        ty::Param(_) => false,
        // It looks into arrays, futures and `impl Iterator` as well.
        _ => !ty.is_primitive(),
    });
    by_type || fn_def_id(cx, value).is_some_and(asks)
}

/// The body around the code that is being checked.
pub(crate) fn enclosing_body<'tcx>(cx: &LateContext<'tcx>) -> Option<&'tcx Body<'tcx>> {
    Some(cx.tcx.hir_body(cx.enclosing_body?))
}
