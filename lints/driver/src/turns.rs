//! How often code runs: whether a loop surrounds it, in its function or in those that call it.

use std::ops::ControlFlow;

use clippy_utils::visitors::for_each_expr_without_closures;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_hir::{ClosureKind, Expr, ExprKind, HirId, Node};
use rustc_middle::ty::TyCtxt;

use crate::catalogue::Catalogue;

/// How often a place in the source runs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Turns {
    /// No loop surrounds it.
    Once,
    /// A loop does.
    Many,
    /// In a closure that anybody may call.
    Unknown,
}

/// How often the place `node` runs in a call of the function around it.
pub(crate) fn turns(tcx: TyCtxt<'_>, node: HirId) -> Turns {
    let mut turns = Turns::Once;
    for (_, parent) in tcx.hir_parent_iter(node) {
        match parent {
            Node::Expr(expr) => match expr.kind {
                ExprKind::Loop(..) => return Turns::Many,
                ExprKind::Closure(closure) if matches!(closure.kind, ClosureKind::Closure) => {
                    if is_thread(tcx, expr) {
                        return turns;
                    }
                    turns = Turns::Unknown;
                }
                _ => {}
            },
            Node::Item(_) | Node::ImplItem(_) | Node::TraitItem(_) => break,
            _ => {}
        }
    }
    turns
}

/// Whether `closure` is what a new thread runs.
fn is_thread(tcx: TyCtxt<'_>, closure: &Expr<'_>) -> bool {
    let Node::Expr(call) = tcx.parent_hir_node(closure.hir_id) else {
        return false;
    };
    called(tcx, call).is_some_and(|callee| Catalogue::get(tcx).starts_thread(callee))
}

/// The function that `call` calls.
pub(crate) fn called(tcx: TyCtxt<'_>, call: &Expr<'_>) -> Option<DefId> {
    let typeck = tcx.typeck(tcx.hir_enclosing_body_owner(call.hir_id));
    match call.kind {
        ExprKind::Call(function, _) => match &function.kind {
            ExprKind::Path(path) => typeck.qpath_res(path, function.hir_id).opt_def_id(),
            _ => None,
        },
        ExprKind::MethodCall(..) => typeck.type_dependent_def_id(call.hir_id),
        _ => None,
    }
}

/// How the crate calls a function.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Callers {
    /// At least once outside any loop.
    Once,
    /// Only in loops, or it is one itself by calling itself.
    InLoops,
    /// Others may call it, or nobody does.
    Unknown,
}

/// Looks for the calls of `function` in the whole crate.
pub(crate) fn callers(tcx: TyCtxt<'_>, function: LocalDefId) -> Callers {
    let of_trait = tcx
        .opt_associated_item(function.to_def_id())
        .and_then(|item| item.trait_item_def_id());
    let names = |callee: DefId| callee == function.to_def_id() || Some(callee) == of_trait;
    let mut found: Vec<Turns> = Vec::new();
    let mut recursive = false;
    for owner in tcx.hir_body_owners() {
        let body = tcx.hir_body_owned_by(owner);
        for_each_expr_without_closures(body.value, |expr| {
            if called(tcx, expr).is_some_and(names) {
                recursive |= tcx.typeck_root_def_id_local(owner) == function;
                found.push(turns(tcx, expr.hir_id));
            } else if let ExprKind::Path(path) = &expr.kind
                && tcx
                    .typeck(owner)
                    .qpath_res(path, expr.hir_id)
                    .opt_def_id()
                    .is_some_and(names)
                && !matches!(tcx.parent_hir_node(expr.hir_id),
                    Node::Expr(Expr { kind: ExprKind::Call(function, _), .. }) if function.hir_id == expr.hir_id)
            {
                found.push(Turns::Unknown);
            }
            ControlFlow::<()>::Continue(())
        });
    }
    if recursive || !found.is_empty() && found.iter().all(|turns| *turns == Turns::Many) {
        return Callers::InLoops;
    }
    let is_library = tcx.entry_fn(()).is_none();
    let is_open = of_trait.is_some() || is_library && tcx.effective_visibilities(()).is_reachable(function);
    match found.contains(&Turns::Once) && !is_open {
        true => Callers::Once,
        false => Callers::Unknown,
    }
}
