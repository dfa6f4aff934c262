//! `unbounded_spawn_in_loop`: a task for each connection or message, however many there are.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::is_none_expr;
use rustc_hir::Expr;
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;

use crate::bounds::{self, Unbounded};
use crate::catalogue::{Brings, LoopCalls};
use crate::effects::hir;
use crate::loops::{Code, is_loop};
use crate::{bug, discard, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds tasks that are started in each turn of a loop that accepts connections or receives messages, where nothing
    /// bounds how many of them there are at a time. The task may be started by a function that the loop calls.
    ///
    /// ### Why is this bad?
    /// Others decide how often the loop turns. When they are faster than the tasks, by a burst or by intent, tasks pile up
    /// with their memory, files and connections until the program is killed, and everybody is served slower until then.
    /// With a bound, the kernel's backlog or a full channel makes them wait.
    ///
    /// ### Known limits
    /// Loops are known by what they call: accepting, receiving from a channel or a datagram socket, and streams of
    /// connections or messages, for tokio, smol, async-std, std and the crates around them. A stream of a type that says
    /// nothing about where it comes from, such as `impl Stream`, counts as a collection.
    ///
    /// What looks like a bound is taken for one: a permit or a call that asks for one, also within the task; a number that
    /// the loop counts and compares, such as the length of a `JoinSet`, a list or a map, or an atomic; a condition
    /// variable; a handle, an end or an answer that the loop waits for. Whether the bound is a good one is not judged.
    ///
    /// Quiet are tasks that a list or flag kept by the loop allows, tasks of one thread's own (`spawn_local`), loops that
    /// end after the first task, and tests.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use tokio::net::{TcpListener, TcpStream};
    ///
    /// async fn answer(socket: TcpStream) {}
    ///
    /// async fn serve(listener: TcpListener) {
    ///     while let Ok((socket, _)) = listener.accept().await {
    ///         tokio::spawn(answer(socket));
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::sync::Arc;
    /// use tokio::net::{TcpListener, TcpStream};
    /// use tokio::sync::Semaphore;
    ///
    /// async fn answer(socket: TcpStream) {}
    ///
    /// async fn serve(listener: TcpListener) {
    ///     let limit = Arc::new(Semaphore::new(1000));
    ///     while let Ok(permit) = Arc::clone(&limit).acquire_owned().await {
    ///         let Ok((socket, _)) = listener.accept().await else {
    ///             continue;
    ///         };
    ///         tokio::spawn(async move {
    ///             answer(socket).await;
    ///             drop(permit);
    ///         });
    ///     }
    /// }
    /// ```
    pub UNBOUNDED_SPAWN_IN_LOOP, Warn, "a task for each connection or message, however many there are"
}

declare_lint_pass!(UnboundedSpawnInLoop => [UNBOUNDED_SPAWN_IN_LOOP]);

impl<'tcx> LateLintPass<'tcx> for UnboundedSpawnInLoop {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        if !is_loop(cx, expr) {
            return;
        }
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let found = bug::contain(cx.tcx, owner, || {
            let found = at_once(cx, expr).or_else(|| {
                bounds::unbounded(cx, expr, LoopCalls::starts_task).map(|found| (found, false))
            })?;
            let is_users = !found.0.call.span.in_external_macro(cx.sess().source_map());
            (is_users && !report::is_unchecked(cx, body)).then_some(found)
        });
        if let Some((found, at_once)) = found {
            report(cx, &found, at_once);
        }
    }
}

/// `for_each_concurrent` without a limit, over what others send.
fn at_once<'tcx>(cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) -> Option<(Unbounded<'tcx>, bool)> {
    let code = Code::of(cx.tcx, cx.tcx.hir_enclosing_body_owner(expr.hir_id));
    let source = code.stream_run_at_once(expr)?;
    let (_, values) = hir::called(code.typeck, expr)?;
    let found = Unbounded { call: expr, inside: None, source };
    is_none_expr(cx, values.get(1)?).then_some((found, true))
}

fn report(cx: &LateContext<'_>, found: &Unbounded<'_>, at_once: bool) {
    let each = found.source.brings.name();
    let what = if at_once { "runs a future" } else { "starts a task" };
    let message = format!("this loop {what} for each {each}, and nothing bounds how many there are at a time");
    span_lint_hir_and_then(cx, UNBOUNDED_SPAWN_IN_LOOP, found.call.hir_id, found.call.span, message, |diag| {
        found.show(diag);
        match at_once {
            true => _ = diag.help("give a limit: `Some(100)` in place of `None`"),
            false => ways_out(cx, diag, found.source.brings),
        }
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>, brings: Brings) {
    let waits = match brings {
        Brings::Connection => "accepting",
        Brings::Message => "receiving",
    };
    runtime::help(cx.tcx, diag, |runtime| {
        format!(
            "take a permit of `{}` before {waits}, `let permit = Arc::clone(&limit).{}().await`, and move it into the task",
            runtime.semaphore, runtime.permit
        )
    });
    diag.help(match brings {
        Brings::Connection => "or count the tasks, and wait for one to end before accepting while there are too many",
        Brings::Message => "or turn the messages into a stream of futures, and let `buffer_unordered(100)` run them",
    });
}
