//! `blocking_call_reachable_from_async`: a call of the catalogue that async code makes through other functions.

use heddle_protocol::Kind;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::report::{self, Finding};

declare_heddle_lint! {
    /// ### What it does
    /// Finds calls in async code that come to a blocking call further down: through functions of your own, of
    /// other crates of the workspace and of dependencies. The message prints the way there, hop by hop.
    ///
    /// ### Why is this bad?
    /// It blocks the executor's thread as much as a direct call, but nobody sees it where it is called:
    /// `Settings::load()` does not look like file access. About half of all blocking calls in async code are two
    /// or more calls away.
    ///
    /// ### Known limits
    /// Calls through function pointers, and through trait objects whose trait has several impls, are not followed; a
    /// generic function is judged by the types that it is given, where they are known. Otherwise the same is quiet as with
    /// [`blocking_call_in_async`](blocking_call_in_async.md). Of several calls in one future that come to the
    /// same cause only the first is reported.
    ///
    /// A function that does not block although it looks so can say it in its source, which stable Rust ignores:
    /// `#[cfg_attr(heddle, heddle::non_blocking)]`; one that blocks although it does not look so,
    /// `#[cfg_attr(heddle, heddle::blocking)]`.
    ///
    /// ### Configuration
    /// - `max-depth`: the longest way that is reported; 20 by default.
    /// - `tiers`, `check-tests`, `blocking`, `non-blocking`, `offload-wrappers`, `ready-wrappers`: as with
    ///   `blocking_call_in_async`.
    /// - `check-initialisers`, `check-panic-paths`, `check-outside-runtime`, `check-start`: whether what is quiet
    ///   for these reasons is reported; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// fn load() -> std::io::Result<String> {
    ///     std::fs::read_to_string("settings.toml")
    /// }
    ///
    /// async fn settings() -> std::io::Result<String> {
    ///     load()
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// fn load() -> std::io::Result<String> {
    ///     std::fs::read_to_string("settings.toml")
    /// }
    ///
    /// async fn settings() -> std::io::Result<String> {
    ///     tokio::task::spawn_blocking(load).await?
    /// }
    /// ```
    pub BLOCKING_CALL_REACHABLE_FROM_ASYNC, Warn, "a call that comes to one that blocks the thread, made in async code"
}

declare_lint_pass!(BlockingCallReachableFromAsync => [BLOCKING_CALL_REACHABLE_FROM_ASYNC]);

impl<'tcx> LateLintPass<'tcx> for BlockingCallReachableFromAsync {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        for finding in report::findings(cx, body, Kind::blocks) {
            if !finding.is_direct() {
                report(cx, &finding);
            }
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding) {
    let message = format!(
        "{} blocks the thread that drives {}{}",
        finding.called,
        finding.context.description(),
        finding.distance()
    );
    finding.emit(cx, BLOCKING_CALL_REACHABLE_FROM_ASYNC, message, |diag| {
        finding.show_way(diag);
        finding.explain(diag, "other tasks on this thread stand still meanwhile");
        finding.ways_out(cx, diag);
    });
}
