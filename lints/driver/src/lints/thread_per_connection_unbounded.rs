//! `thread_per_connection_unbounded`: a thread for each connection or message, however many there are.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Expr;
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;

use crate::bounds::{self, Unbounded};
use crate::catalogue::{Brings, LoopCalls};
use crate::loops::is_loop;
use crate::{bug, discard, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds threads that are started in each turn of a loop that accepts connections or receives messages, where
    /// nothing bounds how many of them there are at a time: by `std::thread::spawn`, `std::thread::Builder` or a scope,
    /// in the loop or in a function that it calls.
    ///
    /// ### Why is this bad?
    /// One thread a connection is a fine model while there are a few hundred. Here others decide how many: clients that
    /// connect and say nothing take a thread each, until the system refuses to start one more. `std::thread::spawn`
    /// panics then, which ends the loop that accepts.
    ///
    /// ### Known limits
    /// What looks like a bound is taken for one: a number that the loop counts and compares, such as an atomic or the
    /// length of a list; a semaphore, a condition variable; a bounded channel that is sent to; a thread that the loop
    /// joins. Whether the bound is a good one is not judged.
    ///
    /// Quiet are the threads of pools, threads that a list or flag kept by the loop allows, loops that end after the
    /// first thread, and tests.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::net::{TcpListener, TcpStream};
    /// use std::thread;
    ///
    /// fn answer(stream: TcpStream) {}
    ///
    /// fn serve(listener: TcpListener) {
    ///     for stream in listener.incoming().flatten() {
    ///         thread::spawn(move || answer(stream));
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::net::{TcpListener, TcpStream};
    /// use std::thread;
    ///
    /// fn answer(stream: TcpStream) {}
    ///
    /// fn serve(listener: &TcpListener) {
    ///     thread::scope(|scope| {
    ///         for _ in 0..64 {
    ///             scope.spawn(|| {
    ///                 for stream in listener.incoming().flatten() {
    ///                     answer(stream);
    ///                 }
    ///             });
    ///         }
    ///     });
    /// }
    /// ```
    pub THREAD_PER_CONNECTION_UNBOUNDED, Warn, "a thread for each connection or message, however many there are"
}

declare_lint_pass!(ThreadPerConnectionUnbounded => [THREAD_PER_CONNECTION_UNBOUNDED]);

impl<'tcx> LateLintPass<'tcx> for ThreadPerConnectionUnbounded {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        if !is_loop(cx, expr) {
            return;
        }
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let found = bug::contain(cx.tcx, owner, || {
            let found = bounds::unbounded(cx, expr, LoopCalls::starts_thread)?;
            let is_users = !found.call.span.in_external_macro(cx.sess().source_map());
            (is_users && !report::is_unchecked(cx, body)).then_some(found)
        });
        if let Some(found) = found {
            report(cx, &found);
        }
    }
}

fn report(cx: &LateContext<'_>, found: &Unbounded<'_>) {
    let brings = found.source.brings;
    let message = format!(
        "this loop starts a thread for each {}, and nothing bounds how many there are at a time",
        brings.name()
    );
    let (node, span) = (found.call.hir_id, found.call.span);
    span_lint_hir_and_then(cx, THREAD_PER_CONNECTION_UNBOUNDED, node, span, message, |diag| {
        found.show(diag);
        diag.help(match brings {
            Brings::Connection => "start a fixed number of threads before the loop, each of which accepts from the same listener, borrowed or made by `try_clone()`",
            Brings::Message => "start a fixed number of threads before the loop, and hand the messages on to them through `std::sync::mpsc::sync_channel(64)`",
        });
        diag.help("or count the threads, and wait for one to end before the next turn while there are too many");
    });
}
