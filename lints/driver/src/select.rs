//! The macros `select!` of tokio and futures in the source: which future stands for which handler.

use std::ops::ControlFlow;

use clippy_utils::visitors::for_each_expr_without_closures;
use rustc_ast::LitKind;
use rustc_hir::def::Res;
use rustc_hir::{
    Block, Expr, ExprKind, HirId, LetStmt, MatchSource, Node, Pat, PatKind, QPath, Stmt, StmtKind, UnOp,
};
use rustc_middle::ty::{TyCtxt, TypeckResults};
use rustc_span::DesugaringKind;

/// A branch of a `select!`.
#[derive(Clone, Copy)]
pub(crate) struct Branch<'tcx> {
    /// The future; `None` where it is kept in a variable that the macro does not bind again.
    pub(crate) future: Option<&'tcx Expr<'tcx>>,
    /// What its result is matched with.
    pub(crate) pat: &'tcx Pat<'tcx>,
    /// Whether a condition may leave it out.
    pub(crate) is_guarded: bool,
    /// What is done with the result.
    pub(crate) handler: &'tcx Expr<'tcx>,
}

impl<'tcx> Branch<'tcx> {
    /// Whether the handler leaves the loop or function around it, whatever happens.
    pub(crate) fn leaves(&self, typeck: &TypeckResults<'tcx>) -> bool {
        leaves(typeck, self.handler)
    }

    /// Whether the handler says somewhere that it leaves the loop or function; `?` does not count.
    pub(crate) fn may_leave(&self, tcx: TyCtxt<'tcx>, typeck: &TypeckResults<'tcx>) -> bool {
        let is_inside = |node: HirId| {
            tcx.hir_parent_id_iter(node)
                .any(|parent| parent == self.handler.hir_id)
        };
        let exit = for_each_expr_without_closures(self.handler, |expr| {
            let is_exit = match expr.kind {
                ExprKind::Ret(_) => !expr.span.is_desugaring(DesugaringKind::QuestionMark),
                ExprKind::Break(to, _) => to.target_id.is_ok_and(|to| !is_inside(to)),
                _ => false,
            };
            if is_exit {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        exit.is_some() || self.leaves(typeck)
    }
}

fn leaves<'tcx>(typeck: &TypeckResults<'tcx>, expr: &'tcx Expr<'tcx>) -> bool {
    let leaves = |expr| leaves(typeck, expr);
    match expr.kind {
        ExprKind::Ret(_) | ExprKind::Break(..) => true,
        ExprKind::DropTemps(inner) => leaves(inner),
        ExprKind::Block(block, _) => {
            let last = block.expr.is_some_and(leaves);
            last || block.stmts.iter().any(|stmt| match stmt.kind {
                StmtKind::Expr(expr) | StmtKind::Semi(expr) => leaves(expr),
                _ => false,
            })
        }
        ExprKind::If(_, then, otherwise) => leaves(then) && otherwise.is_some_and(leaves),
        ExprKind::Match(_, arms, MatchSource::Normal) => arms.iter().all(|arm| leaves(arm.body)),
        // What panics, or ends the program.
        ExprKind::Call(..) | ExprKind::MethodCall(..) => typeck.expr_ty(expr).is_never(),
        _ => false,
    }
}

/// The branches of the `select!` that ends with the `match` over what was done first, `chosen`; none for other code.
pub(crate) fn branches<'tcx>(
    tcx: TyCtxt<'tcx>,
    typeck: &TypeckResults<'tcx>,
    chosen: &'tcx Expr<'tcx>,
) -> Vec<Branch<'tcx>> {
    let ExprKind::Match(outcome, arms, MatchSource::Normal) = chosen.kind else {
        return Vec::new();
    };
    // Each `select!` declares an enum of its own, with a variant for each branch.
    let is_macros = typeck
        .expr_ty(outcome)
        .ty_adt_def()
        .is_some_and(|adt| adt.is_enum() && adt.did().is_local() && tcx.def_span(adt.did()).from_expansion());
    if !is_macros {
        return Vec::new();
    }
    let Some((polled, Node::Block(whole))) =
        polled(tcx, outcome).zip(tcx.hir_parent_iter(chosen.hir_id).next().map(|it| it.1))
    else {
        return Vec::new();
    };
    let guards = guards(whole);
    let branch = |(at, pat, handler)| Branch {
        future: future(polled, at),
        pat,
        is_guarded: guards.get(at).is_some_and(|guard| !is_true(guard)),
        handler,
    };
    let numbered = arms.iter().filter_map(|arm| {
        let (at, pat) = variant(arm.pat)?;
        Some((at, pat, arm.body))
    });
    numbered.map(branch).collect()
}

/// The block that makes the futures and polls them until one is done, which is the `outcome`.
fn polled<'tcx>(tcx: TyCtxt<'tcx>, outcome: &'tcx Expr<'tcx>) -> Option<&'tcx Block<'tcx>> {
    let ExprKind::Path(QPath::Resolved(None, path)) = outcome.kind else {
        return None;
    };
    let Res::Local(local) = path.res else {
        return None;
    };
    match tcx.parent_hir_node(local) {
        Node::LetStmt(LetStmt {
            init:
                Some(Expr {
                    kind: ExprKind::Block(block, _),
                    ..
                }),
            ..
        }) => Some(block),
        _ => None,
    }
}

/// The future of the branch `at`: tokio puts all in a tuple, futures each in a variable with the variant's name.
fn future<'tcx>(polled: &'tcx Block<'tcx>, at: usize) -> Option<&'tcx Expr<'tcx>> {
    let name = format!("_{at}");
    polled.stmts.iter().find_map(|stmt| {
        let StmtKind::Let(LetStmt {
            pat,
            init: Some(init),
            ..
        }) = stmt.kind
        else {
            return None;
        };
        match init.kind {
            ExprKind::Tup(futures) => futures.get(at),
            _ if pat.simple_ident().is_some_and(|ident| ident.as_str() == name) => Some(*init),
            _ => None,
        }
    })
}

/// tokio's conditions, one for each branch: `if !condition` leaves it out, and `true` is what the user did not write.
fn guards<'tcx>(whole: &'tcx Block<'tcx>) -> Vec<&'tcx Expr<'tcx>> {
    let guard = |stmt: &'tcx Stmt<'tcx>| match stmt.kind {
        StmtKind::Expr(Expr {
            kind: ExprKind::If(condition, ..),
            ..
        })
        | StmtKind::Semi(Expr {
            kind: ExprKind::If(condition, ..),
            ..
        }) => match without_temps(condition).kind {
            ExprKind::Unary(UnOp::Not, guard) => Some(guard),
            _ => None,
        },
        _ => None,
    };
    whole.stmts.iter().filter_map(guard).collect()
}

fn without_temps<'tcx>(expr: &'tcx Expr<'tcx>) -> &'tcx Expr<'tcx> {
    match expr.kind {
        ExprKind::DropTemps(inner) => inner,
        _ => expr,
    }
}

fn is_true(guard: &Expr<'_>) -> bool {
    matches!(guard.kind, ExprKind::Lit(literal) if matches!(literal.node, LitKind::Bool(true)))
}

/// The number of the branch whose variant `pat` takes apart, and the pattern for the result.
fn variant<'tcx>(pat: &'tcx Pat<'tcx>) -> Option<(usize, &'tcx Pat<'tcx>)> {
    let PatKind::TupleStruct(QPath::Resolved(_, path), [result], _) = &pat.kind else {
        return None;
    };
    let name = path.segments.last()?.ident;
    Some((name.as_str().strip_prefix('_')?.parse().ok()?, result))
}
