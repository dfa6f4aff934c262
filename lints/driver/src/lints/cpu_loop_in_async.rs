//! `cpu_loop_in_async`: a loop in async code that computes, for as long as the data makes it.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::computing::{By, Computing, computing};
use crate::effects::context::AsyncContext;
use crate::{bug, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds loops in async code that await nothing and whose length nobody who reads them can tell: a loop that each
    /// turn of another one runs from its beginning, and a search that tries values until one of them fits.
    ///
    /// ### Why is this bad?
    /// An executor takes the next task only when the one at work awaits. Two loops over the same thousand entries are
    /// a million turns, and with ten times the data a hundred million: for that long all other tasks on the thread
    /// stand still, their timeouts and the health check included. A thread of the blocking pool may compute.
    ///
    /// ### Known limits
    /// Silent are loops that await, loops over one list or over the parts of each entry of a list, those with a known
    /// small number of turns, loops that take what they work on from somewhere piece by piece as parsers do, and loops
    /// by iterators' methods. So are functions that are called in loops and loop themselves, what runs before
    /// anything else does, closures, and tests. How large the data is in the end only a measurement tells, which is
    /// why the lint is off by default.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `runtime`: the runtime that the way out is written for.
    ///
    /// ### Example
    /// ```rust
    /// struct Match {
    ///     one: u64,
    ///     other: u64,
    /// }
    ///
    /// async fn pairs(points: Vec<u64>) -> Vec<Match> {
    ///     let mut found = Vec::new();
    ///     for one in &points {
    ///         for other in &points {
    ///             if one ^ other == 1 {
    ///                 found.push(Match { one: *one, other: *other });
    ///             }
    ///         }
    ///     }
    ///     found
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// struct Match {
    ///     one: u64,
    ///     other: u64,
    /// }
    ///
    /// async fn pairs(points: Vec<u64>) -> Result<Vec<Match>, tokio::task::JoinError> {
    ///     tokio::task::spawn_blocking(move || {
    ///         let mut found = Vec::new();
    ///         for one in &points {
    ///             for other in &points {
    ///                 if one ^ other == 1 {
    ///                     found.push(Match { one: *one, other: *other });
    ///                 }
    ///             }
    ///         }
    ///         found
    ///     })
    ///     .await
    /// }
    /// ```
    pub CPU_LOOP_IN_ASYNC, Allow, "a loop in async code that computes for as long as the data makes it"
}

declare_lint_pass!(CpuLoopInAsync => [CPU_LOOP_IN_ASYNC]);

impl<'tcx> LateLintPass<'tcx> for CpuLoopInAsync {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let awaits = cx.tcx.coroutine_is_async(owner.to_def_id())
            && AsyncContext::of(cx.tcx, owner).is_some_and(AsyncContext::may_await);
        if !awaits || report::is_unchecked(cx, body) {
            return;
        }
        bug::contain(cx.tcx, owner, || {
            for found in computing(cx, owner) {
                report(cx, &found);
            }
        });
    }
}

fn report(cx: &LateContext<'_>, found: &Computing) {
    let message = match found.by {
        By::Nested(_) => "this loop runs another one in each turn, and none of them awaits",
        By::Search(_) => "this loop tries until something fits, and never awaits",
    };
    span_lint_hir_and_then(cx, CPU_LOOP_IN_ASYNC, found.node, found.head, message, |diag| {
        match found.by {
            By::Nested(inner) => diag.span_label(inner, "each turn begins this one anew"),
            By::Search(call) => diag.span_label(call, "each turn computes this"),
        };
        diag.note("other tasks on this thread stand still until it ends");
        runtime::help(cx.tcx, diag, |runtime| {
            format!(
                "move it into `{}(|| ..)`, or let others go on every thousand turns or so: `{}().await`",
                runtime.offload, runtime.gives_way
            )
        });
    });
}
