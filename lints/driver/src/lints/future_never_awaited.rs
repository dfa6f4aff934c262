//! `future_never_awaited`: a future is kept in a local and nothing ever polls it.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::{Body, Expr, LetStmt, PatKind};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;
use rustc_span::Ident;

use crate::futures::Futures;

declare_heddle_lint! {
    /// ### What it does
    /// Finds locals that hold a future and are never named again: nothing polls the future, and the end of the
    /// scope drops it.
    ///
    /// ### Why is this bad?
    /// A future does nothing before it is polled. `let _guard = mutex.lock();` on an async mutex locks nothing,
    /// `let _pause = sleep(..);` does not wait, and a connection that nobody drives never answers. rustc asks for
    /// the value of a call to be used, and a name is a use to it: the code compiles without a word.
    ///
    /// ### Known limits
    /// Futures whose end means something are quiet: the handles of tasks, the receiving half of a oneshot channel,
    /// and every type with a destructor that does not say in its `#[must_use]` that it does nothing unless it is
    /// polled. So are futures of a type that only the caller of a generic function knows, and those that were
    /// stored elsewhere before, for they may have been polled there. `let _ =` is clippy's `let_underscore_future`.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn count(hits: &tokio::sync::Mutex<()>) {
    ///     let _guard = hits.lock();
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn count(hits: &tokio::sync::Mutex<()>) {
    ///     let _guard = hits.lock().await;
    /// }
    /// ```
    pub FUTURE_NEVER_AWAITED, Warn, "a local holds a future that nothing ever polls"
}

declare_lint_pass!(FutureNeverAwaited => [FUTURE_NEVER_AWAITED]);

impl<'tcx> LateLintPass<'tcx> for FutureNeverAwaited {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        Futures::check(cx, body, |futures| {
            for made in futures.lets() {
                check(cx, futures, made);
            }
        });
    }
}

fn check<'tcx>(cx: &LateContext<'tcx>, futures: &Futures<'_, 'tcx>, made: &'tcx LetStmt<'tcx>) {
    let Some(init) = made.init else {
        return;
    };
    made.pat.each_binding(|_, local, _, name| {
        let lost = !name.span.from_expansion()
            && !made.span.from_expansion()
            && futures.uses(local).is_empty()
            && futures.type_of(local).is_some_and(|ty| futures.is_inert(ty))
            && futures.is_fresh(init);
        if lost {
            report(cx, futures, made, init, name);
        }
    });
}

fn report<'tcx>(
    cx: &LateContext<'tcx>,
    futures: &Futures<'_, 'tcx>,
    made: &'tcx LetStmt<'tcx>,
    init: &'tcx Expr<'tcx>,
    name: Ident,
) {
    let message = format!("`{name}` is a future that is never polled");
    span_lint_hir_and_then(cx, FUTURE_NEVER_AWAITED, made.hir_id, name.span, message, |diag| {
        diag.note("a future does nothing before it is polled; this one is dropped as it was made");
        let holds_all = matches!(made.pat.kind, PatKind::Binding(..)) && made.ty.is_none();
        match futures.awaiting(init).filter(|_| holds_all) {
            Some(applicability) => {
                let end = init.span.shrink_to_hi();
                diag.span_suggestion_verbose(end, "await it", ".await", applicability);
            }
            None => {
                diag.help(futures.way_out(made.hir_id, false));
            }
        }
    });
}
