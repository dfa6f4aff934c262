//! The source behind a site, where its types alone do not tell enough.

use rustc_hir::def::DefKind;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::intravisit::{self, Visitor};
use rustc_hir::{Expr, ExprKind};
use rustc_middle::ty::{self, Ty, TyCtxt, TypeckResults};
use rustc_span::Span;

/// The call that stands at `span` in the body that `owner` owns.
pub(crate) fn call_at<'tcx>(tcx: TyCtxt<'tcx>, owner: LocalDefId, span: Span) -> Option<&'tcx Expr<'tcx>> {
    struct Search<'tcx> {
        span: Span,
        found: Option<&'tcx Expr<'tcx>>,
    }
    impl<'tcx> Visitor<'tcx> for Search<'tcx> {
        fn visit_expr(&mut self, expr: &'tcx Expr<'tcx>) {
            let is_call = matches!(expr.kind, ExprKind::Call(..) | ExprKind::MethodCall(..));
            if is_call && expr.span == self.span {
                self.found.get_or_insert(expr);
            }
            if self.found.is_none() {
                intravisit::walk_expr(self, expr);
            }
        }
    }
    let mut search = Search { span, found: None };
    search.visit_expr(tcx.hir_body_owned_by(owner).value);
    search.found
}

/// The function that `call` calls, and the values that it is given.
pub(crate) fn called<'tcx>(
    typeck: &TypeckResults<'tcx>,
    call: &'tcx Expr<'tcx>,
) -> Option<(DefId, Vec<&'tcx Expr<'tcx>>)> {
    match call.kind {
        ExprKind::Call(function, values) => {
            let ExprKind::Path(path) = &function.kind else {
                return None;
            };
            let callee = typeck.qpath_res(path, function.hir_id).opt_def_id()?;
            Some((callee, values.iter().collect()))
        }
        ExprKind::MethodCall(_, receiver, values, _) => {
            let callee = typeck.type_dependent_def_id(call.hir_id)?;
            Some((callee, std::iter::once(receiver).chain(values).collect()))
        }
        _ => None,
    }
}

/// Whether `kind` is that of a constant.
pub(crate) fn is_const(kind: DefKind) -> bool {
    matches!(kind, DefKind::Const | DefKind::AssocConst)
}

/// What the value of `expr` is in the end, if that is a block.
pub(super) fn last<'tcx>(mut expr: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    loop {
        expr = match expr.kind {
            ExprKind::Block(block, _) => block.expr?,
            ExprKind::DropTemps(inner) => inner,
            _ => return Some(expr),
        };
    }
}

/// Whether an address given as text to the call at `span` may be a name that the resolver must look up, as
/// `"127.0.0.1:80"` is not.
pub(super) fn may_name_host(tcx: TyCtxt<'_>, owner: LocalDefId, span: Span) -> bool {
    let Some(call) = call_at(tcx, owner, span) else {
        return false;
    };
    let (receiver, values) = match call.kind {
        ExprKind::Call(_, values) => (None, values),
        ExprKind::MethodCall(_, receiver, values, _) => (Some(receiver), values),
        _ => (None, &[][..]),
    };
    receiver
        .into_iter()
        .chain(values)
        .any(|value| is_name(tcx, value))
}

fn is_name<'tcx>(tcx: TyCtxt<'tcx>, value: &'tcx Expr<'tcx>) -> bool {
    let typeck = tcx.typeck(value.hir_id.owner.def_id);
    if !holds_text(tcx, typeck.expr_ty(value)) {
        return false;
    }
    let host = match value.peel_borrows().kind {
        ExprKind::Tup([host, _]) => host.peel_borrows(),
        _ => value.peel_borrows(),
    };
    match host.kind {
        ExprKind::Lit(literal) => literal.node.str().is_none_or(|text| {
            let text = text.as_str();
            text.parse::<std::net::SocketAddr>().is_err() && text.parse::<std::net::IpAddr>().is_err()
        }),
        _ => true,
    }
}

fn holds_text<'tcx>(tcx: TyCtxt<'tcx>, ty: Ty<'tcx>) -> bool {
    let ty = ty.peel_refs();
    match ty.kind() {
        ty::Str => true,
        ty::Tuple(parts) => parts.first().is_some_and(|part| holds_text(tcx, *part)),
        ty::Adt(adt, _) => tcx.lang_items().string() == Some(adt.did()),
        _ => false,
    }
}
