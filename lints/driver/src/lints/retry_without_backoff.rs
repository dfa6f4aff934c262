//! `retry_without_backoff`: a loop that tries again as soon as a call has failed.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::{Expr, ExprKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_span::DesugaringKind;

use crate::catalogue::{Trial, sleep_of};
use crate::effects::context::AsyncContext;
use crate::loops::is_loop;
use crate::retries::{Tried, retried};
use crate::{bug, discard, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds loops that try a call again as soon as it has failed, where nothing makes them pause or give up: connecting,
    /// accepting, sending a request, opening a file, starting a program.
    ///
    /// ### Why is this bad?
    /// While the other side is down such a call fails at once, so that the loop turns as fast as the processor can. It
    /// takes a core from the rest of the program, fills the log, and when the other side comes back, all who retry like
    /// this keep it from getting up. An accept loop does the same when the process runs out of file descriptors: the error
    /// comes back at once, and the connection stays in the queue.
    ///
    /// ### Known limits
    /// Which calls reach out is in the kit's catalogue; they are found through functions, methods and closures of the same
    /// crate, `async` blocks, timeouts, `block_on` and tokio's `select!`. Functions of other crates around them are not
    /// looked into, nor are trait objects, type parameters and the `select!` of other crates.
    ///
    /// Quiet is every loop in which a way from the error to the next try waits for anything but a lock: a timer, a
    /// channel, another call that reaches out. So is one that may end by a number that it counts, by the time or by
    /// anything else that differs from turn to turn, and one that tries another address, name or item each time. Errors
    /// that say that the call has waited or was interrupted are no failures here.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use tokio::net::TcpStream;
    ///
    /// async fn connect(address: &str) -> TcpStream {
    ///     loop {
    ///         match TcpStream::connect(address).await {
    ///             Ok(stream) => return stream,
    ///             Err(error) => eprintln!("cannot connect: {error}"),
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::net::TcpStream;
    ///
    /// async fn connect(address: &str) -> TcpStream {
    ///     let mut pause = Duration::from_millis(100);
    ///     loop {
    ///         match TcpStream::connect(address).await {
    ///             Ok(stream) => return stream,
    ///             Err(error) => eprintln!("cannot connect: {error}"),
    ///         }
    ///         tokio::time::sleep(pause).await;
    ///         pause = Duration::from_secs(10).min(pause * 2);
    ///     }
    /// }
    /// ```
    pub RETRY_WITHOUT_BACKOFF, Warn, "a loop that tries again as soon as a call has failed"
}

declare_lint_pass!(RetryWithoutBackoff => [RETRY_WITHOUT_BACKOFF]);

impl<'tcx> LateLintPass<'tcx> for RetryWithoutBackoff {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        let may_go_on = matches!(expr.kind, ExprKind::Loop(..) | ExprKind::DropTemps(_)) && is_loop(cx, expr);
        if !may_go_on || expr.span.is_desugaring(DesugaringKind::Await) {
            return;
        }
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let found = bug::contain(cx.tcx, owner, || {
            let tried = retried(cx.tcx, expr)?;
            let is_users = !cx.tcx.hir_span(tried.call).in_external_macro(cx.sess().source_map());
            (is_users && !report::is_unchecked(cx, body)).then_some(tried)
        });
        if let Some(tried) = found {
            report(cx, &tried);
        }
    }
}

fn report(cx: &LateContext<'_>, tried: &Tried) {
    let call = tried.call;
    let message = "this is tried again at once each time it fails, without a pause and without end";
    span_lint_hir_and_then(cx, RETRY_WITHOUT_BACKOFF, call, cx.tcx.hir_span(call), message, |diag| {
        match tried.leaf == call {
            true => _ = diag.note(tried.trial.failure()),
            false => _ = diag.span_note(cx.tcx.hir_span(tried.leaf), tried.trial.failure()),
        }
        ways_out(cx, diag, tried);
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>, tried: &Tried) {
    let owner = cx.tcx.hir_enclosing_body_owner(tried.call);
    if AsyncContext::of(cx.tcx, owner).is_some() {
        runtime::help(cx.tcx, diag, |runtime| {
            let sleep = sleep_of(&runtime.krate).unwrap_or_default();
            format!("pause before the next try: `{sleep}(pause).await`")
        });
    } else {
        diag.help("pause before the next try: `std::thread::sleep(pause)`");
    }
    diag.help(match tried.trial {
        Trial::Accept => "a pause of a second or so is enough; go on at once only after errors of a single connection",
        _ => "double the pause with each failure, up to a limit and with some randomness, and give up after some tries",
    });
}
