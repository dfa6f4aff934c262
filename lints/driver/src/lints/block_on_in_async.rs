//! `block_on_in_async`: an executor started on the thread of another one.

use clippy_utils::sugg::Sugg;
use heddle_protocol::Kind;
use rustc_errors::Applicability;
use rustc_hir::{Body, ExprKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::effects::hir;
use crate::report::{self, Finding};

declare_heddle_lint! {
    /// ### What it does
    /// Finds `block_on` of any executor, called in async code or by a function that async code calls. The message
    /// prints the way there, hop by hop.
    ///
    /// ### Why is this bad?
    /// The thread already drives a future. tokio panics: "Cannot start a runtime from within a runtime". So does
    /// the `block_on` of `futures` within itself. The others park the thread, and if what they wait for is a task
    /// of the same thread, for ever. Such code often works in tests, which have a runtime of their own, and
    /// fails in the first handler that calls it.
    ///
    /// ### Known limits
    /// Quiet are closures that leave the thread (`spawn_blocking`, `thread::spawn`), `block_in_place`, code that
    /// only runs where `Handle::try_current()` found no runtime, and tests. Calls through function pointers,
    /// and through trait objects and generics whose trait has several impls, are not followed.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    /// - `check-outside-runtime`: whether code that only runs where no runtime was found is reported; `false` by
    ///   default.
    ///
    /// ### Example
    /// ```rust
    /// async fn total() -> u32 {
    ///     futures::executor::block_on(async { 1 + 1 })
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn total() -> u32 {
    ///     async { 1 + 1 }.await
    /// }
    /// ```
    pub BLOCK_ON_IN_ASYNC, Deny, "an executor started on the thread of another one"
}

declare_lint_pass!(BlockOnInAsync => [BLOCK_ON_IN_ASYNC]);

impl<'tcx> LateLintPass<'tcx> for BlockOnInAsync {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let executor = Kind::named("executor");
        for finding in report::findings(cx, body, |kind| kind == executor) {
            report(cx, &finding);
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding) {
    let message = format!(
        "{} starts an executor on the thread that drives {}{}",
        finding.called,
        finding.context.description(),
        finding.distance(),
    );
    finding.emit(cx, BLOCK_ON_IN_ASYNC, message, |diag| {
        finding.show_way(diag);
        finding.explain(diag, "this thread drives a future already");
        if !suggest_await(cx, diag, finding) {
            diag.help(match finding.is_direct() {
                true => "make what calls it async and await the future, or run it on a thread of its own",
                false => "give the function on the way an async twin that awaits, and call that here",
            });
        }
    });
}

/// Offers to await the future in the executor's place; `false` if the source does not allow it.
fn suggest_await(cx: &LateContext<'_>, diag: &mut report::Diag<'_>, finding: &Finding) -> bool {
    let site = finding.site;
    if !finding.is_direct() || !finding.context.may_await() || site.in_closure || site.span.from_expansion() {
        return false;
    }
    let Some(call) = hir::call_at(cx.tcx, site.owner, site.span) else {
        return false;
    };
    let future = match call.kind {
        ExprKind::Call(_, [future]) | ExprKind::MethodCall(_, _, [future], _) => future,
        // `future.block_on()`, as pollster has it.
        ExprKind::MethodCall(_, future, [], _) => future,
        _ => return false,
    };
    let future_trait = cx.tcx.lang_items().future_trait();
    let ty = cx.tcx.typeck(site.owner).expr_ty(future);
    if !future_trait.is_some_and(|of| clippy_utils::ty::implements_trait(cx, ty, of, &[])) {
        return false;
    }
    let mut applicability = Applicability::MachineApplicable;
    let is_block = matches!(future.kind, ExprKind::Closure(_));
    let future = Sugg::hir_with_applicability(cx, future, "..", &mut applicability);
    let future = if is_block { future } else { future.maybe_paren() };
    diag.span_suggestion(call.span, "await the future", format!("{future}.await"), applicability);
    true
}
