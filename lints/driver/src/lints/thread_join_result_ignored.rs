//! `thread_join_result_ignored`: a thread that is waited for without a look at how it ended.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::fn_def_id;
use clippy_utils::source::snippet_with_applicability;
use rustc_errors::Applicability;
use rustc_hir::{Expr, ExprKind, HirId, Stmt, StmtKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::TyCtxt;
use rustc_hir::def_id::{DefId, LocalDefId};
use rustc_span::{Span, Symbol, sym};

use crate::catalogue::Catalogue;
use crate::effects::drops::dropped_by;
use crate::{bug, discard, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds joins of threads whose result is thrown away: `let _ = handle.join();`, `drop(handle.join())` and
    /// `handle.join().ok();`.
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
            // rustc asks for a look at a `Result` that is a statement.
            if matches!(statement.kind, StmtKind::Semi(_)) && join_in(cx, value)?.hir_id == value.hir_id {
                return None;
            }
            Some(value)
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
        } else if whole.from_expansion() || !whole.contains(join.span) {
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

/// The join whose result `value` is, with or without `.ok()`.
fn join_in<'tcx>(cx: &LateContext<'tcx>, value: &'tcx Expr<'tcx>) -> Option<&'tcx Expr<'tcx>> {
    let function = fn_def_id(cx, value)?;
    if Catalogue::get(cx.tcx).joins_thread(function) {
        return Some(value);
    }
    match value.kind {
        ExprKind::MethodCall(_, result, [], _) if is_ok(cx.tcx, function) => join_in(cx, result),
        _ => None,
    }
}

/// `Result::ok`.
fn is_ok(tcx: TyCtxt<'_>, function: DefId) -> bool {
    let of = tcx.inherent_impl_of_assoc(function);
    tcx.opt_item_name(function) == Some(Symbol::intern("ok"))
        && of.is_some_and(|of| {
            let adt = tcx.type_of(of).instantiate_identity().skip_normalization().ty_adt_def();
            adt.is_some_and(|adt| tcx.is_diagnostic_item(sym::Result, adt.did()))
        })
}
