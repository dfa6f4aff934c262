//! `blocking_call_in_async`: a call of the catalogue, made directly in code that an executor drives.

use heddle_protocol::Kind;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::report::{self, Finding};

declare_heddle_lint! {
    /// ### What it does
    /// Finds calls that block the thread, such as `std::thread::sleep`, file and network I/O of the standard
    /// library or waiting for a thread, made directly in async code: an `async fn`, an `async` block or closure,
    /// the `poll` of a future or stream of your own, or another method that futures call, such as
    /// `AsyncRead::poll_read`, `Service::call` and `Decoder::decode`.
    ///
    /// ### Why is this bad?
    /// An executor drives many tasks on few threads. While one of them blocks its thread, none of the others on
    /// that thread can go on: requests wait, timers fire late, and when as many tasks block as there are threads
    /// the program stands still.
    ///
    /// ### Known limits
    /// Calls further down are [`blocking_call_reachable_from_async`](blocking_call_reachable_from_async.md). Closures
    /// that leave for another thread (`spawn_blocking`, `thread::spawn`, pools) are quiet, known by the `'static`
    /// bound of the parameter. So are tests, one-time initialisers such as `OnceLock::get_or_init`, writing
    /// through a `BufWriter`, and the start of a future that ordinary code hands to `block_on`, as `main` does, up
    /// to its first spawn, `join!` or `select!`: nothing else runs there yet. A sleep is reported even there. Calls whose cost
    /// depends on the data, and short locks, are in tiers that are off by default.
    ///
    /// ### Configuration
    /// - `tiers`: which tiers of the catalogue are reported; `["certain", "likely"]` by default.
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `blocking`: further calls that block.
    /// - `non-blocking`: paths or globs of functions that do not block here.
    /// - `offload-wrappers`, `ready-wrappers`: functions whose closure may block, or never waits.
    ///
    /// ### Example
    /// ```rust
    /// async fn settings() -> std::io::Result<String> {
    ///     std::thread::sleep(std::time::Duration::from_millis(50));
    ///     std::fs::read_to_string("settings.toml")
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn settings() -> std::io::Result<String> {
    ///     tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    ///     tokio::fs::read_to_string("settings.toml").await
    /// }
    /// ```
    pub BLOCKING_CALL_IN_ASYNC, Warn, "a call that blocks the thread, made in async code"
}

declare_lint_pass!(BlockingCallInAsync => [BLOCKING_CALL_IN_ASYNC]);

impl<'tcx> LateLintPass<'tcx> for BlockingCallInAsync {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        for finding in report::findings(cx, body, Kind::blocks) {
            if finding.is_direct() {
                report(cx, &finding);
            }
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding) {
    let message = format!(
        "{} blocks the thread that drives {}",
        finding.called,
        finding.context.description()
    );
    finding.emit(cx, BLOCKING_CALL_IN_ASYNC, message, |diag| {
        finding.explain(diag, "other tasks on this thread stand still meanwhile");
        finding.ways_out(cx, diag);
    });
}
