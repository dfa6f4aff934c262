//! `async_busy_wait`: a loop in async code that looks again and again at something it could await.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;

use crate::effects::context::AsyncContext;
use crate::polling::{Busy, Pause, busy_loops};
use crate::{report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds loops in async code that wait for something by looking at it again and again: `try_recv`, `try_lock`,
    /// an atomic, `is_finished`, a queue behind a lock and the like, with nothing in between but `yield_now`, a sleep
    /// of at most 10 milliseconds, or no await at all.
    ///
    /// ### Why is this bad?
    /// The executor runs the task all the time, or hundreds of times a second, for nothing, and what the task waits
    /// for still comes late. Without an await in the loop no other task of this thread runs meanwhile, perhaps not
    /// even the one that it waits for. Channels, locks, handles and notifications wake the task when it is time.
    ///
    /// ### Known limits
    /// A loop is reported if some turn of it does nothing but look. Quiet are loops that count their turns or watch
    /// the time, those that await anything else or a sleep whose length is not a constant, and those that call
    /// anything that the kit does not know to be harmless, a log line included. So are futures polled by hand.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn print_all(mut lines: tokio::sync::mpsc::Receiver<String>) {
    ///     loop {
    ///         if let Ok(line) = lines.try_recv() {
    ///             println!("{line}");
    ///         }
    ///         tokio::task::yield_now().await;
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn print_all(mut lines: tokio::sync::mpsc::Receiver<String>) {
    ///     while let Some(line) = lines.recv().await {
    ///         println!("{line}");
    ///     }
    /// }
    /// ```
    pub ASYNC_BUSY_WAIT, Warn, "a loop in async code that looks again and again at what it could await"
}

declare_lint_pass!(AsyncBusyWait => [ASYNC_BUSY_WAIT]);

impl<'tcx> LateLintPass<'tcx> for AsyncBusyWait {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let awaits = AsyncContext::of(cx.tcx, owner).is_some_and(AsyncContext::may_await);
        if !awaits || report::is_unchecked(cx, body) {
            return;
        }
        for busy in busy_loops(cx.tcx, owner) {
            if !busy.head.in_external_macro(cx.sess().source_map()) {
                report(cx, &busy);
            }
        }
    }
}

fn report(cx: &LateContext<'_>, busy: &Busy) {
    let message = format!("this loop asks `{}` again and again instead of awaiting a change", busy.name);
    span_lint_hir_and_then(cx, ASYNC_BUSY_WAIT, busy.node, busy.head, message, |diag| {
        busy.show_call(diag);
        diag.note(match busy.pause {
            None | Some(Pause::Hint) => {
                "without an await no other task of this thread runs until it ends".to_owned()
            }
            Some(Pause::Yield) => "the executor runs this task all the time, for nothing".to_owned(),
            Some(Pause::Sleep(time)) => {
                format!("the executor runs this task every {time:?}, for nothing")
            }
        });
        runtime::help(cx.tcx, diag, |runtime| {
            let instead = busy.poll.instead(&runtime.krate).unwrap_or("a future that is ready when it is time");
            format!("use {instead}")
        });
    });
}
