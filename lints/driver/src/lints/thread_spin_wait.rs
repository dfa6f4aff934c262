//! `thread_spin_wait`: a loop that keeps a core busy until something happens.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;

use crate::effects::context::AsyncContext;
use crate::polling::{Busy, Pause, busy_loops};
use crate::report;

declare_heddle_lint! {
    /// ### What it does
    /// Finds loops outside async code that wait for something by looking at it again and again: an atomic, or
    /// `try_recv`, `try_lock`, `is_finished` and the like, with nothing in between but `spin_loop` or `yield_now`.
    ///
    /// ### Why is this bad?
    /// The loop takes a whole core for as long as it waits, from the very threads that it waits for. On a machine
    /// with one core, or in a container with a share of one, it waits until the scheduler takes the core away from
    /// it.
    ///
    /// ### Known limits
    /// A loop is reported if some turn of it does nothing but look. Quiet are loops that count their turns or watch
    /// the time, those that sleep, park or call anything that the kit does not know to be harmless, and those that
    /// exchange or change the atomic, as the retries around `compare_exchange` do. Where waits last less than it
    /// takes to wake a thread, spinning is right: the lint is off by default.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// fn wait(ready: &AtomicBool) {
    ///     while !ready.load(Ordering::Acquire) {
    ///         std::hint::spin_loop();
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// // Whoever sets it calls `unpark` on this thread.
    /// fn wait(ready: &AtomicBool) {
    ///     while !ready.load(Ordering::Acquire) {
    ///         std::thread::park();
    ///     }
    /// }
    /// ```
    pub THREAD_SPIN_WAIT, Allow, "a loop that keeps a core busy until something happens"
}

declare_lint_pass!(ThreadSpinWait => [THREAD_SPIN_WAIT]);

impl<'tcx> LateLintPass<'tcx> for ThreadSpinWait {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if AsyncContext::of(cx.tcx, owner).is_some() || report::is_unchecked(cx, body) {
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
    let message = format!("this loop keeps a core busy by asking `{}` again and again", busy.name);
    span_lint_hir_and_then(cx, THREAD_SPIN_WAIT, busy.node, busy.head, message, |diag| {
        busy.show_call(diag);
        diag.note(match busy.pause {
            None => "no turn of it lets the thread sleep",
            Some(Pause::Hint | Pause::Yield | Pause::Sleep(_)) => {
                "a hint to the processor or the scheduler does not let the thread sleep"
            }
        });
        if let Some(instead) = &busy.poll.thread {
            diag.help(format!("use {instead}: the thread sleeps until then"));
        }
    });
}
