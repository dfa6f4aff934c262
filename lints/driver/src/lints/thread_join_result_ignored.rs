//! `thread_join_result_ignored`: a thread that is waited for without a look at how it ended.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use clippy_utils::source::snippet_with_applicability;
use rustc_attr_ir::find_attr;
use rustc_errors::Applicability;
use rustc_hir::{Expr, ExprKind, HirId, Stmt, StmtKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_middle::ty;
use rustc_span::{Span, Symbol, sym};

use crate::catalogue::Catalogue;
use crate::effects::drops::dropped_by;
use crate::{bug, discard, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds joins of threads whose result is thrown away: `let _ = handle.join();`, `drop(handle.join())`,
    /// `handle.join().ok();` and `handle.take().map(|handle| handle.join());`.
    ///
    /// ### Why is this bad?
    /// The result is the panic of the thread. A service whose worker has panicked goes on, or ends, as if the work
    /// had been done, and only a line on the standard error output tells otherwise.
    ///
    /// ### Known limits
    /// Quiet are crates that are built with `panic = "abort"`, where no join returns after a panic, and tests. A bare
    /// `handle.join();` is rustc's to report (`unused_must_use`). What the thread returned, such as a `Result` of
    /// its own, is not looked at.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// fn stop(worker: std::thread::JoinHandle<()>) {
    ///     let _ = worker.join();
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// fn stop(worker: std::thread::JoinHandle<()>) {
    ///     worker.join().expect("the worker does not panic");
    /// }
    /// ```
    pub THREAD_JOIN_RESULT_IGNORED, Allow, "a thread that is waited for without a look at how it ended"
}

declare_lint_pass!(ThreadJoinResultIgnored => [THREAD_JOIN_RESULT_IGNORED]);

impl<'tcx> LateLintPass<'tcx> for ThreadJoinResultIgnored {
    fn check_stmt(&mut self, cx: &LateContext<'tcx>, statement: &'tcx Stmt<'tcx>) {
        check(cx, statement.hir_id, statement.span, || {
            let value = discard::by_statement(cx, statement)?;
            let is_rustcs = matches!(statement.kind, StmtKind::Semi(_)) && discard::is_asked_for(cx, value);
            (!is_rustcs).then_some(value)
        });
    }

    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        check(cx, expr.hir_id, expr.span, || discard::by_drop(cx, expr));
    }
}

/// Reports the join whose result `find` finds to be thrown away by the code at `whole`.
fn check<'tcx>(
    cx: &LateContext<'tcx>,
    node: HirId,
    whole: Span,
    find: impl FnOnce() -> Option<&'tcx Expr<'tcx>>,
) {
    let Some(body) = discard::enclosing_body(cx) else {
        return;
    };
    let owner = cx.tcx.hir_body_owner_def_id(body.id());
    let join = bug::contain(cx.tcx, owner, || {
        let join = join_in(cx, find()?)?;
        let counts = !join.span.in_external_macro(cx.sess().source_map())
            && cx.sess().panic_strategy().unwinds()
            && !report::is_unchecked(cx, body);
        counts.then_some(join)
    });
    if let Some(join) = join {
        report(cx, node, whole, join, owner);
    }
}

fn report(cx: &LateContext<'_>, node: HirId, whole: Span, join: &Expr<'_>, owner: LocalDefId) {
    let message = "the panic of a thread is thrown away with the result of its `join`";
    span_lint_hir_and_then(cx, THREAD_JOIN_RESULT_IGNORED, node, join.span, message, |diag| {
        // A panic in a drop may end the process.
        if dropped_by(cx.tcx, cx.tcx.typeck_root_def_id_local(owner)).is_some() {
            diag.help("log the error of the `Result`; where `std::thread::panicking()` is false, panic with it");
        } else if whole.from_expansion()
            || !whole.contains(join.span)
            || cx.tcx.hir_enclosing_body_owner(join.hir_id) != owner
            || matches!(join.kind, ExprKind::Path(_))
        {
            diag.help("panic as well, by `.expect(..)` or `std::panic::resume_unwind(..)`, or log the error");
        } else {
            let mut applicability = Applicability::MaybeIncorrect;
            let code = snippet_with_applicability(cx, join.span, "..", &mut applicability);
            let end = match cx.sess().source_map().span_to_snippet(whole) {
                Ok(written) if written.ends_with(';') => ";",
                _ => "",
            };
            diag.span_suggestion(
                whole,
                "panic as well",
                format!("{code}.expect(\"the thread panicked\"){end}"),
                applicability,
            );
            diag.help("where this thread must go on, log the error");
        }
    });
}

/// The join whose result `value` is, or is made of without a look at it.
fn join_in<'tcx>(cx: &LateContext<'tcx>, value: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    let function = fn_def_id(cx, value)?;
    if Catalogue::get(cx.tcx).joins_thread(function) {
        return Some(value);
    }
    match value.kind {
        ExprKind::MethodCall(_, option, [then], _) if is_of(cx, function, option, sym::Option) => {
            joined_by(cx, then)
        }
        ExprKind::MethodCall(_, result, others, _) if is_of(cx, function, result, sym::Result) => {
            let looks = find_attr!(cx.tcx, function, TrackCaller(..))
                || others.iter().any(|other| is_callable(cx, other));
            if looks { None } else { join_in(cx, result) }
        }
        _ => None,
    }
}

/// The join whose result `then` returns, as in `.map(|thread| thread.join())`.
fn joined_by<'tcx>(cx: &LateContext<'tcx>, then: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    match &then.kind {
        ExprKind::Closure(closure) => {
            let body = cx.tcx.hir_body(closure.body).value;
            let value = match body.kind {
                ExprKind::Block(block, _) => block.expr?,
                _ => body,
            };
            join_in(cx, value)
        }
        ExprKind::Path(path) => {
            let named = cx.qpath_res(path, then.hir_id).opt_def_id()?;
            Catalogue::get(cx.tcx).joins_thread(named).then_some(then)
        }
        _ => None,
    }
}

/// Whether `function` is a method that `receiver` has as a value of the type `adt`.
fn is_of<'tcx>(cx: &LateContext<'tcx>, function: DefId, receiver: &Expr<'tcx>, adt: Symbol) -> bool {
    let ty = cx.typeck_results().expr_ty(receiver).ty_adt_def();
    cx.tcx.inherent_impl_of_assoc(function).is_some()
        && ty.is_some_and(|ty| cx.tcx.is_diagnostic_item(adt, ty.did()))
}

fn is_callable(cx: &LateContext<'_>, value: &Expr<'_>) -> bool {
    matches!(cx.typeck_results().expr_ty(value).kind(), ty::Closure(..) | ty::FnDef(..) | ty::FnPtr(..))
}
