//! How long a sleep is, where that is always the same.

use std::time::Duration;

use clippy_utils::consts::{ConstEvalCtxt, Constant};
use rustc_hir::def::{DefKind, Res};
use rustc_hir::def_id::DefId;
use rustc_hir::{Expr, ExprKind, LetStmt, Node};
use rustc_middle::ty::{TyCtxt, TypingEnv};
use rustc_span::Symbol;

use crate::effects::hir;

/// The longest sleep that is a pause between two looks, and not a period of its own.
const LONGEST: Duration = Duration::from_millis(10);

/// The time for which `call` sleeps, if that is a moment.
pub(super) fn slept<'tcx>(tcx: TyCtxt<'tcx>, call: &'tcx Expr<'tcx>) -> Option<Duration> {
    let ExprKind::Call(_, [time]) = call.kind else {
        return None;
    };
    duration(tcx, time).filter(|time| *time <= LONGEST)
}

/// The time that `expr` is, if it is always the same.
pub(crate) fn duration<'tcx>(tcx: TyCtxt<'tcx>, expr: &'tcx Expr<'tcx>) -> Option<Duration> {
    let owner = tcx.hir_enclosing_body_owner(expr.hir_id);
    let typeck = tcx.typeck(owner);
    match expr.kind {
        ExprKind::Path(ref path) => match typeck.qpath_res(path, expr.hir_id) {
            Res::Local(local) => match tcx.parent_hir_node(local) {
                Node::LetStmt(LetStmt {
                    init: Some(made),
                    pat,
                    ..
                }) if pat.simple_ident().is_some() => duration(tcx, made),
                _ => None,
            },
            Res::Def(kind, item) if hir::is_const(kind) || matches!(kind, DefKind::Static { .. }) => {
                if tcx.item_name(item).as_str() == "ZERO" && is_of_duration(tcx, item) {
                    return Some(Duration::ZERO);
                }
                duration(tcx, tcx.hir_maybe_body_owned_by(item.as_local()?)?.value)
            }
            _ => None,
        },
        ExprKind::Call(function, [count]) => {
            let ExprKind::Path(path) = &function.kind else {
                return None;
            };
            let made = typeck
                .qpath_res(path, function.hir_id)
                .opt_def_id()
                .filter(|it| is_of_duration(tcx, *it))?;
            let env = TypingEnv::post_analysis(tcx, owner);
            let Some(Constant::Int(count)) = ConstEvalCtxt::with_env(tcx, env, typeck).eval(count) else {
                return None;
            };
            let count = u64::try_from(count).ok()?;
            match tcx.item_name(made).as_str() {
                "from_secs" => Some(Duration::from_secs(count)),
                "from_millis" => Some(Duration::from_millis(count)),
                "from_micros" => Some(Duration::from_micros(count)),
                "from_nanos" => Some(Duration::from_nanos(count)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether `item` is a function or constant of `Duration`.
pub(crate) fn is_of_duration(tcx: TyCtxt<'_>, item: DefId) -> bool {
    let of = tcx.inherent_impl_of_assoc(item);
    of.is_some_and(|of| {
        let adt = tcx
            .type_of(of)
            .instantiate_identity()
            .skip_normalization()
            .ty_adt_def();
        adt.is_some_and(|adt| tcx.is_diagnostic_item(Symbol::intern("Duration"), adt.did()))
    })
}
