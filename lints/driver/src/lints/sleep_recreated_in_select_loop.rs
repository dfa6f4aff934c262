//! `sleep_recreated_in_select_loop`: a sleep that starts again in each turn of a loop, and so may never end.

use std::ops::ControlFlow;

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::source::{snippet_indent, snippet_opt};
use clippy_utils::visitors::for_each_expr;
use rustc_errors::Applicability;
use rustc_hir::def::Res;
use rustc_hir::{Expr, ExprKind, MatchSource, Node, PatKind, QPath};
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::starving::{By, Select, Starved};
use crate::{bug, discard, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds sleeps that are built in a branch of `select!` in a loop, so that each turn starts them again, where the
    /// work that they are for may starve: a flush, a heartbeat or a clean-up that runs only when no message or
    /// connection has come for the whole time, or a sleep beside a shorter one, which never ends at all. So does the
    /// limit of a wait for one message among many.
    ///
    /// ### Why is this bad?
    /// `select!` drops the futures of the branches that were not first, and the next turn builds new ones. With a
    /// message every second, a sleep of thirty seconds never comes to its end: what should be done every thirty
    /// seconds is done every thirty seconds in the test and never in production, where there is always a message.
    /// An interval that is made once, before the loop, goes on ticking whatever the other branches do.
    ///
    /// ### Known limits
    /// Only `select!` of tokio and futures is read, not `or` and `race`, and only futures that are written in the
    /// branch or kept in a variable that the loop makes without std's `pin!`; with futures' `select!`, a variable counts
    /// as made outside. The other branch has to wait for a message or connection, come back to the loop, and call
    /// something besides the standard library.
    ///
    /// Quiet are timeouts for idleness, which are meant to start again: the sleep's branch has a `break` or `return` or
    /// panics, unless another branch does nothing but leave with the message that it waits for; or it works on something that the rest of the loop changes, as with a batch or a dirty flag, or that a
    /// message comes from, or makes a call that another branch makes too. Methods that take `&mut self` count as
    /// changing all of `self`. So are sleeps with a condition, shorter than a second, or as long as the turn decides,
    /// `sleep_until`, `select!` whose value is used, and tests. `timeout(limit, receiver.recv())` in a loop is always
    /// taken for a timeout for idleness.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `runtime`: the runtime that the way out is written for.
    ///
    /// ### Example
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::sync::mpsc::Receiver;
    ///
    /// async fn store(line: String) {}
    ///
    /// async fn remove_old() {}
    ///
    /// async fn keep(mut lines: Receiver<String>) {
    ///     loop {
    ///         tokio::select! {
    ///             Some(line) = lines.recv() => store(line).await,
    ///             _ = tokio::time::sleep(Duration::from_secs(60)) => remove_old().await,
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::time::Duration;
    /// use tokio::sync::mpsc::Receiver;
    ///
    /// async fn store(line: String) {}
    ///
    /// async fn remove_old() {}
    ///
    /// async fn keep(mut lines: Receiver<String>) {
    ///     let mut ticks = tokio::time::interval(Duration::from_secs(60));
    ///     loop {
    ///         tokio::select! {
    ///             Some(line) = lines.recv() => store(line).await,
    ///             _ = ticks.tick() => remove_old().await,
    ///         }
    ///     }
    /// }
    /// ```
    pub SLEEP_RECREATED_IN_SELECT_LOOP, Warn, "a sleep that each turn of a loop starts again, so that it may never end"
}

declare_lint_pass!(SleepRecreatedInSelectLoop => [SLEEP_RECREATED_IN_SELECT_LOOP]);

impl<'tcx> LateLintPass<'tcx> for SleepRecreatedInSelectLoop {
    fn check_expr(&mut self, cx: &LateContext<'tcx>, expr: &'tcx Expr<'tcx>) {
        if !matches!(expr.kind, ExprKind::Match(_, _, MatchSource::Normal)) || !expr.span.from_expansion() {
            return;
        }
        let Some(body) = discard::enclosing_body(cx) else {
            return;
        };
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if !cx.tcx.coroutine_is_async(owner.to_def_id()) {
            return;
        }
        bug::contain(cx.tcx, owner, || {
            if let Some(select) = Select::of(cx, owner, expr)
                && let Some(starved) = select.starved()
                && !report::is_unchecked(cx, body)
            {
                report(cx, &select, &starved);
            }
        });
    }
}

fn report<'tcx>(cx: &LateContext<'tcx>, select: &Select<'_, 'tcx>, starved: &Starved<'tcx>) {
    let call = starved.sleep.call;
    let long = match starved.sleep.constant {
        Some(time) => format!("this sleep of {time:?}"),
        None => "this sleep".to_owned(),
    };
    let (message, label) = match starved.by {
        By::Shorter(shorter) => (
            format!("{long} never ends: each turn of the loop starts it again together with one of {shorter:?}"),
            "this one is always done first".to_owned(),
        ),
        By::Source(brings) => (
            format!("{long} starts again with each {}, so that what follows it may never run", brings.name()),
            format!("each {} here ends the turn", brings.name()),
        ),
        By::Others(brings) => (
            format!("{long} starts again with each {} that is not the one waited for", brings.name()),
            format!("each {} here ends the turn", brings.name()),
        ),
    };
    span_lint_hir_and_then(cx, SLEEP_RECREATED_IN_SELECT_LOOP, call.hir_id, call.span, message, |diag| {
        diag.span_label(starved.other, label);
        diag.note("`select!` drops the sleep when another branch is done first, and the next turn makes a new one");
        if starved.branch.may_leave(cx.tcx, cx.typeck_results()) {
            // An interval's first tick comes at once, which would be the end.
            diag.help("make the sleep before the loop, pin it, and give `&mut` of it to each turn's `select!`");
        } else if !suggest_interval(cx, diag, select, starved) {
            runtime::help(cx.tcx, diag, |runtime| {
                format!("make `{}(..)` before the loop, and await its next tick here", runtime.interval)
            });
        }
    });
}

/// Offers tokio's interval in the sleep's place; `false` if the source does not allow it.
fn suggest_interval<'tcx>(
    cx: &LateContext<'tcx>,
    diag: &mut report::Diag<'_>,
    select: &Select<'_, 'tcx>,
    starved: &Starved<'tcx>,
) -> bool {
    let (call, time, around) = (starved.sleep.call, starved.sleep.time, select.around);
    let is_statement = matches!(
        cx.tcx.parent_hir_node(around.hir_id),
        Node::Stmt(_) | Node::Block(_)
    );
    let names_turn = for_each_expr(cx.tcx, time, |expr| match expr.kind {
        ExprKind::Path(QPath::Resolved(None, path))
            if matches!(path.res, Res::Local(local) if select.is_in_turn(local)) =>
        {
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    // The branch has to stand for the sleep alone, whose `()` is not what a tick gives.
    let writable = is_statement
        && names_turn.is_none()
        && cx.tcx.crate_name(starved.sleep.callee.krate).as_str() == "tokio"
        && starved.branch.future.is_some_and(|future| future.hir_id == call.hir_id)
        && matches!(starved.branch.pat.kind, PatKind::Wild)
        && !around.span.from_expansion()
        && !time.span.from_expansion();
    let Some(time) = snippet_opt(cx, time.span).filter(|_| writable) else {
        return false;
    };
    let indent = snippet_indent(cx, around.span).unwrap_or_default();
    let made = format!("let mut ticks = tokio::time::interval({time});\n{indent}");
    diag.multipart_suggestion(
        "tick from before the loop on (the first tick comes at once)",
        vec![(around.span.shrink_to_lo(), made), (call.span, "ticks.tick()".to_owned())],
        Applicability::MaybeIncorrect,
    );
    true
}
