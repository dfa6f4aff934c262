//! `blocking_call_in_async`: a call of the catalogue, made directly in code that an executor drives.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::is_in_test;
use rustc_errors::{Applicability, Diag};
use rustc_hir::def::{DefKind, Res};
use rustc_hir::{Body, Expr, ExprKind, QPath};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_middle::ty::{self, Ty};
use rustc_span::{DesugaringKind, Span};

use crate::bug;
use crate::catalogue::{Catalogue, Fix, Kind, Root, Runtime, When, function_exists, runtimes};
use crate::config::Config;
use crate::effects::calls::{Call, calls_of};
use crate::effects::context::{Alone, AsyncContext};
use crate::runtime;

declare_heddle_lint! {
    /// ### What it does
    /// Finds calls that block the thread, such as `std::thread::sleep`, file and network I/O of the standard
    /// library or waiting for a thread, made directly in async code: an `async fn`, an `async` block or closure,
    /// or the `poll` of a future or stream of your own.
    ///
    /// ### Why is this bad?
    /// An executor drives many tasks on few threads. While one of them blocks its thread, none of the others on
    /// that thread can go on: requests wait, timers fire late, and when as many tasks block as there are threads
    /// the program stands still.
    ///
    /// ### Known limits
    /// Only calls that stand in the async code itself are found, not those in a function that it calls. Closures
    /// that leave for another thread (`spawn_blocking`, `thread::spawn`, pools) are quiet, known by the `'static`
    /// bound of the parameter. So are tests, one-time initialisers such as `OnceLock::get_or_init`, writing
    /// through a `BufWriter`, and the start of a future that ordinary code hands to `block_on`, as `main` does, up
    /// to its first spawn, `join!` or `select!`: nothing else runs there yet. Calls whose cost
    /// depends on the data, and short locks, are in tiers that are off by default.
    ///
    /// ### Configuration
    /// - `tiers`: which tiers of the catalogue are reported; `["certain", "likely"]` by default.
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `blocking`: further calls that block.
    /// - `not-blocking`: paths or globs of the catalogue that do not block here.
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
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        if let Some(context) = AsyncContext::of(cx.tcx, owner) {
            bug::contain(cx.tcx, owner, || check(cx, context, cx.tcx.hir_body(body.id())));
        }
    }
}

fn check<'tcx>(cx: &LateContext<'tcx>, context: AsyncContext, body: &'tcx Body<'tcx>) {
    let check_tests = Config::get().check_tests;
    if !check_tests && (cx.sess().is_test_crate() || is_in_test(cx.tcx, body.value.hir_id)) {
        return;
    }
    let catalogue = Catalogue::get(cx.tcx);
    let findings: Vec<(Call<'tcx>, &Root)> = calls_of(cx.tcx, body)
        .into_iter()
        .filter_map(|call| Some((root_of(cx, catalogue, &call)?, call)))
        .map(|(root, call)| (call, root))
        .collect();
    if findings.is_empty() {
        return;
    }

    let alone = Alone::of(cx.tcx, body);
    let context = match &alone {
        Some(alone) if alone.is_function => AsyncContext::Function,
        _ => context,
    };
    let mut reported: Vec<(Span, Span)> = Vec::new();
    for (call, root) in findings {
        let span = call.span();
        let written = call.expr.span;
        // The turns of a `for` loop over something that was reported already have the same cause, and so has
        // the same line of a macro at its next use.
        let is_loop_turn = written.is_desugaring(DesugaringKind::ForLoop);
        let known = reported.iter().any(|&(earlier, earlier_written)| {
            earlier == span
                || is_loop_turn && span.contains(earlier)
                || written.from_expansion() && same_place(written, earlier_written)
        });
        if !known && !alone.as_ref().is_some_and(|alone| alone.covers(span)) {
            reported.push((span, written));
            report(cx, context, &call, root, span);
        }
    }
}

/// Whether two spans are the same text, whatever macro calls they came through.
fn same_place(left: Span, right: Span) -> bool {
    left.lo() == right.lo() && left.hi() == right.hi()
}

fn root_of<'tcx>(cx: &LateContext<'tcx>, catalogue: &'static Catalogue, call: &Call<'tcx>) -> Option<&'static Root> {
    let root = catalogue.root(call.named, call.args).or_else(|| {
        // An impl's own method: its type arguments are not the trait's.
        catalogue.root(call.resolved, ty::List::empty())
    })?;
    let resolves = root.entry.when != Some(When::ResolvesNames) || call.values.iter().any(|it| may_name_host(cx, it));
    resolves.then_some(root)
}

/// Whether an address given as text may be a name that the resolver must look up; `"127.0.0.1:80"` is not.
fn may_name_host<'tcx>(cx: &LateContext<'tcx>, value: &'tcx Expr<'tcx>) -> bool {
    let typeck = cx.tcx.typeck(value.hir_id.owner.def_id);
    if !holds_text(cx, typeck.expr_ty(value)) {
        return false;
    }
    let host = match value.peel_borrows().kind {
        ExprKind::Tup([host, _]) => host.peel_borrows(),
        _ => value.peel_borrows(),
    };
    match host.kind {
        ExprKind::Lit(literal) => literal.node.str().is_none_or(|text| {
            let text = text.as_str();
            text.parse::<std::net::SocketAddr>().is_err() && text.parse::<std::net::IpAddr>().is_err()
        }),
        _ => true,
    }
}

fn holds_text<'tcx>(cx: &LateContext<'tcx>, ty: Ty<'tcx>) -> bool {
    let ty = ty.peel_refs();
    match ty.kind() {
        ty::Str => true,
        ty::Tuple(parts) => parts.first().is_some_and(|part| holds_text(cx, *part)),
        ty::Adt(adt, _) => cx.tcx.lang_items().string() == Some(adt.did()),
        _ => false,
    }
}

fn report<'tcx>(cx: &LateContext<'tcx>, context: AsyncContext, call: &Call<'tcx>, root: &Root, span: Span) {
    let what = root.description(cx.tcx, call.args);
    let message = format!("{what} blocks the thread that drives {}", context.description());
    span_lint_hir_and_then(cx, BLOCKING_CALL_IN_ASYNC, call.expr.hir_id, span, message, |diag| {
        let entry = root.entry;
        diag.note(format!(
            "it {} ({}, {}); other tasks on this thread stand still meanwhile",
            entry.why,
            entry.kind.name(),
            entry.tier.name(),
        ));
        match runtime::in_use(cx.tcx).as_slice() {
            [runtime] => {
                if !suggest_twin(cx, diag, context, call, root, runtime) {
                    diag.help(way_out(root, runtime, context, call));
                }
            }
            several_or_none => {
                let open = if several_or_none.is_empty() { runtimes().iter().collect() } else { several_or_none.to_vec() };
                for runtime in open {
                    diag.help(format!("with {}: {}", runtime.name, way_out(root, runtime, context, call)));
                }
            }
        }
    });
}

/// Offers to write the async twin and `.await` in the call's place; `false` if the source does not allow it.
fn suggest_twin<'tcx>(
    cx: &LateContext<'tcx>,
    diag: &mut Diag<'_>,
    context: AsyncContext,
    call: &Call<'tcx>,
    root: &Root,
    runtime: &Runtime,
) -> bool {
    let Some((twin, fix)) = root.twin(&runtime.krate) else { return false };
    let ExprKind::Call(function, values) = call.expr.kind else { return false };
    let writable = context.may_await()
        && !call.in_closure
        && !call.expr.span.from_expansion()
        && !function.span.from_expansion()
        && function_exists(cx.tcx, &twin);
    if !writable {
        return false;
    }
    let whole = fix == Fix::MachineApplicable && values.iter().all(|value| is_plain(cx, value));
    let applicability = if whole { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
    diag.multipart_suggestion(
        format!("use {}'s own and await it", runtime.name),
        vec![(function.span, twin), (call.expr.span.shrink_to_hi(), ".await".to_owned())],
        applicability,
    );
    true
}

/// The way out in words.
fn way_out(root: &Root, runtime: &Runtime, context: AsyncContext, call: &Call<'_>) -> String {
    let offload = format!("move the blocking part into `{}(|| ..)`", runtime.offload);
    let awaits = context.may_await() && !call.in_closure;
    match (root.twin(&runtime.krate), root.instead(&runtime.krate)) {
        // Nobody needs another thread to sleep.
        (Some((twin, _)), _) if awaits && root.entry.kind == Kind::Sleep => format!("use `{twin}(..).await`"),
        (Some((twin, _)), _) if awaits => format!("use `{twin}(..).await`, or {offload}"),
        (_, Some(instead)) if awaits => format!("use {instead}"),
        _ if call.in_closure => format!("this closure cannot await: {offload}, or collect first and await outside it"),
        _ if !context.may_await() => format!("`poll` cannot wait: hold a future of {} and poll it, or {offload} and poll its handle", runtime.name),
        _ => offload,
    }
}

/// Whether `value` makes no temporary that would have to live across the await.
fn is_plain<'tcx>(cx: &LateContext<'tcx>, value: &Expr<'tcx>) -> bool {
    let typeck = cx.tcx.typeck(value.hir_id.owner.def_id);
    match value.kind {
        ExprKind::Lit(_) => true,
        ExprKind::Path(QPath::Resolved(_, path)) => matches!(path.res, Res::Local(_) | Res::Def(..)),
        ExprKind::AddrOf(_, _, inner) | ExprKind::Field(inner, _) | ExprKind::Unary(_, inner) => is_plain(cx, inner),
        ExprKind::Binary(_, left, right) => is_plain(cx, left) && is_plain(cx, right),
        // A constructor of plain data, such as `Duration::from_secs(1)`.
        ExprKind::Call(function, values) => {
            matches!(function.kind, ExprKind::Path(ref path)
                if matches!(typeck.qpath_res(path, function.hir_id), Res::Def(DefKind::AssocFn | DefKind::Ctor(..), _)))
                && !typeck.expr_ty(value).needs_drop(cx.tcx, cx.typing_env())
                && values.iter().all(|value| is_plain(cx, value))
        }
        _ => false,
    }
}
