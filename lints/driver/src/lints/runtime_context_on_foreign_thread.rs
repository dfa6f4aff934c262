//! `runtime_context_on_foreign_thread`: calls that ask for tokio's runtime on a thread that has none.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::source::{indent_of, snippet_opt};
use clippy_utils::get_parent_expr;
use rustc_errors::Applicability;
use rustc_hir::def_id::LocalDefId;
use rustc_hir::{Block, Body, CaptureBy, Closure, Expr, ExprKind, Node};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_span::Span;

use crate::catalogue::Catalogue;
use crate::effects::context::AsyncContext;
use crate::effects::foreign::plain_name;
use crate::effects::sites::{Site, Target};
use crate::effects::threads::{Need, Start};
use crate::effects::way::written;
use crate::effects::{Effects, hir};
use crate::{bug, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds calls of tokio that ask for the runtime around them (`Handle::current`, `tokio::spawn`, timers, sockets
    /// from std's) on a thread that has none: in a closure or function that begins a thread of `std::thread`,
    /// crossbeam or rayon, or in what it calls. `main` outside its runtime is such a thread too.
    ///
    /// ### Why is this bad?
    /// These calls look up the runtime of their thread, and a new thread does not inherit the one of the thread that
    /// starts it. They panic: "there is no reactor running, must be called from the context of a Tokio 1.x runtime".
    /// The panic ends that thread alone, so that the program goes on without what the thread was for.
    ///
    /// ### Known limits
    /// One call a thread is reported, the first that panics. Async blocks in the closure do not count: what drives
    /// them brings its runtime along, or `wrong_runtime` speaks.
    ///
    /// Quiet are threads that call `Handle::enter`, `Runtime::enter` or `Handle::try_current`, closures that a
    /// dependency or a future runs for the thread, since they may run inside a runtime, and tokio's own threads, as
    /// those of `spawn_blocking`. So are destructors of dependencies, which may have nothing left to do. A thread is
    /// not seen to begin where the closure is first stored, as a job in a box.
    /// rayon's threads are taken to have no runtime, unless the crate enters one anywhere.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    ///
    /// ### Example
    /// ```rust
    /// async fn watch() {
    ///     std::thread::spawn(move || {
    ///         tokio::spawn(async { println!("changed") });
    ///     });
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn watch() {
    ///     let handle = tokio::runtime::Handle::current();
    ///     std::thread::spawn(move || {
    ///         handle.spawn(async { println!("changed") });
    ///     });
    /// }
    /// ```
    pub RUNTIME_CONTEXT_ON_FOREIGN_THREAD, Deny, "a call that asks for tokio's runtime on a thread that has none"
}

declare_lint_pass!(RuntimeContextOnForeignThread => [RUNTIME_CONTEXT_ON_FOREIGN_THREAD]);

impl<'tcx> LateLintPass<'tcx> for RuntimeContextOnForeignThread {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let need = bug::contain(cx.tcx, owner, || {
            let need = Effects::get(cx.tcx).needs_of_thread(cx.tcx, owner)?;
            let source_map = cx.sess().source_map();
            let is_users = need.calls.iter().all(|(site, _)| !site.span.in_external_macro(source_map));
            (is_users && !report::is_unchecked(cx, body)).then_some(need)
        });
        if let Some(need) = need {
            report(cx, owner, &need);
        }
    }
}

fn report(cx: &LateContext<'_>, owner: LocalDefId, need: &Need) {
    let (site, effect) = need.calls[0];
    let (called, hops) = Effects::get(cx.tcx).way(cx.tcx, site, effect.kind);
    let origin = effect.origin;
    let is_direct = matches!(site.target, Target::Cause(_));
    let message = match (is_direct, hops.len()) {
        (true, _) => format!("{called} is called on a thread without tokio's runtime"),
        (false, 0 | 1) => format!(
            "{called} comes to {} on a thread without tokio's runtime, one call down",
            origin.description()
        ),
        (false, hops) => format!(
            "{called} comes to {} on a thread without tokio's runtime, {hops} calls down",
            origin.description()
        ),
    };
    let span = written(site.span);
    span_lint_hir_and_then(cx, RUNTIME_CONTEXT_ON_FOREIGN_THREAD, site.node, span, message, |diag| {
        match need.start {
            Start::Main => diag.span_note(cx.tcx.def_span(owner), "`main` itself runs outside any runtime"),
            Start::Call {
                starter, owner, span
            } => diag.span_note(
                starter_span(cx, owner, span),
                format!("`{}` runs this on a thread that no runtime has entered", plain_name(cx.tcx, starter)),
            ),
        };
        report::show_hops(diag, &hops);
        let subject = if is_direct { "it".to_owned() } else { origin.description() };
        diag.note(format!(
            "{subject} {} ({}, {}); without tokio's runtime it panics",
            origin.why(),
            effect.kind.name(),
            effect.tier.name(),
        ));
        ways_out(cx, diag, owner, need);
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>, owner: LocalDefId, need: &Need) {
    let (site, _) = need.calls[0];
    if let Some(made) = driven_at_once(cx, site) {
        diag.multipart_suggestion(
            "make it inside the future, where the runtime is",
            vec![
                (made.shrink_to_lo(), "async { ".to_owned()),
                (made.shrink_to_hi(), ".await }".to_owned()),
            ],
            Applicability::MachineApplicable,
        );
        return;
    }
    match need.start {
        Start::Main => {
            diag.help("enter a runtime first: `let _guard = runtime.enter();`, or do it in `runtime.block_on(async { .. })`");
        }
        Start::Call { .. } => match with_handle(cx, owner, need) {
            Some(edits) => {
                let message = "take the runtime's handle along";
                diag.multipart_suggestion(message, edits, Applicability::MachineApplicable);
            }
            None => {
                diag.help("take `tokio::runtime::Handle::current()` where the runtime is, and move it to the thread");
                diag.help("there use `handle.spawn(..)`, or hold `let _guard = handle.enter();` while tokio is called");
            }
        },
    }
}

/// The name of what is called at `span`, without what it is given.
fn starter_span(cx: &LateContext<'_>, owner: LocalDefId, span: Span) -> Span {
    match hir::call_at(cx.tcx, owner, span).map(|call| call.kind) {
        Some(ExprKind::Call(function, _)) => written(function.span),
        Some(ExprKind::MethodCall(method, ..)) => written(method.ident.span),
        _ => written(span),
    }
}

/// The future that stands as the argument of tokio's `block_on`, and is made before that enters the runtime.
fn driven_at_once(cx: &LateContext<'_>, site: &Site) -> Option<Span> {
    let made = hir::call_at(cx.tcx, site.owner, site.span).filter(|made| !made.span.from_expansion())?;
    let driver = get_parent_expr(cx, made)?;
    let ExprKind::MethodCall(_, _, [future], _) = driver.kind else {
        return None;
    };
    let typeck = cx.tcx.typeck(site.owner);
    let called = typeck.type_dependent_def_id(driver.hir_id)?;
    let catalogue = Catalogue::get(cx.tcx);
    let drives = future.hir_id == made.hir_id && catalogue.is_executor(called);
    (drives && catalogue.foreign(called).is_none()).then_some(made.span)
}

/// The edits that take a handle before the thread begins and use it in the closure, if they are the whole repair.
fn with_handle(cx: &LateContext<'_>, closure: LocalDefId, need: &Need) -> Option<Vec<(Span, String)>> {
    let tcx = cx.tcx;
    let Start::Call { owner, span, .. } = need.start else {
        return None;
    };
    let is_tokio = matches!(runtime::in_use(tcx).as_slice(), [runtime] if runtime.name == "tokio");
    if !is_tokio || !AsyncContext::of(tcx, owner)?.may_await() {
        return None; // there may be no runtime either
    }
    let start = hir::call_at(tcx, owner, span)?;
    let place = statement(cx, start)?;
    let Node::Expr(Expr { kind: ExprKind::Closure(written), span: whole, .. }) = tcx.hir_node_by_def_id(closure) else {
        return None;
    };
    if !start.span.contains(*whole) {
        return None;
    }
    let name = unused_name(cx, owner)?;
    let indent = " ".repeat(indent_of(cx, place)?);
    let mut edits =
        vec![(place.shrink_to_lo(), format!("let {name} = tokio::runtime::Handle::current();\n{indent}"))];
    edits.extend(moving(cx, closure, written, *whole)?);
    for (site, _) in &need.calls {
        edits.push(through_handle(cx, site, closure, name)?);
    }
    Some(edits)
}

/// The statement whose expression is `call`, or what is done with what `call` returns.
fn statement(cx: &LateContext<'_>, call: &Expr<'_>) -> Option<Span> {
    let mut at = call;
    loop {
        match cx.tcx.parent_hir_node(at.hir_id) {
            Node::Expr(outer) if matches!(outer.kind, ExprKind::MethodCall(_, receiver, ..) if receiver.hir_id == at.hir_id) => {
                at = outer;
            }
            Node::LetStmt(statement) => return (!statement.span.from_expansion()).then_some(statement.span),
            Node::Stmt(statement) => return (!statement.span.from_expansion()).then_some(statement.span),
            Node::Block(Block { expr: Some(last), .. }) if last.hir_id == at.hir_id => {
                return (!at.span.from_expansion()).then_some(at.span);
            }
            _ => return None,
        }
    }
}

/// What makes the closure own its captures, where it does not yet.
fn moving(cx: &LateContext<'_>, closure: LocalDefId, written: &Closure<'_>, whole: Span) -> Option<Option<(Span, String)>> {
    if matches!(written.capture_clause, CaptureBy::Value { .. }) {
        return Some(None);
    }
    let captures = cx.tcx.upvars_mentioned(closure.to_def_id()).is_some_and(|upvars| !upvars.is_empty());
    (!captures).then(|| Some((whole.shrink_to_lo(), "move ".to_owned())))
}

/// The edit that makes the call at `site` use the handle, if it stands in the closure and is written plainly.
fn through_handle(cx: &LateContext<'_>, site: &Site, closure: LocalDefId, name: &str) -> Option<(Span, String)> {
    if site.owner != closure || site.span.from_expansion() {
        return None;
    }
    let call = hir::call_at(cx.tcx, site.owner, site.span)?;
    let ExprKind::Call(function, values) = call.kind else {
        return None;
    };
    let Target::Cause(cause) = site.target else {
        return None;
    };
    match (cause.path, values) {
        ("tokio::task::spawn", [_]) => Some((function.span, format!("{name}.spawn"))),
        ("tokio::task::spawn_blocking", [_]) => Some((function.span, format!("{name}.spawn_blocking"))),
        ("tokio::runtime::Handle::current", []) => Some((call.span, format!("{name}.clone()"))),
        _ => None,
    }
}

/// A name for the handle that the body of `owner` does not use.
fn unused_name(cx: &LateContext<'_>, owner: LocalDefId) -> Option<&'static str> {
    let body = snippet_opt(cx, cx.tcx.hir_body_owned_by(owner).value.span)?;
    ["handle", "runtime_handle"].into_iter().find(|name| !body.contains(name))
}
