//! `await_holding_guard`: a guard that blocks others lives over an await.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use clippy_utils::source::indent_of;
use rustc_errors::Applicability;
use rustc_hir::{Body, Node, PatKind};
use rustc_lint::{LateContext, LateLintPass, LintContext};
use rustc_lint_defs::declare_lint_pass;
use rustc_span::Span;

use crate::catalogue::GuardKind;
use crate::effects::way::written;
use crate::held::{self, Held};
use crate::walk::Walk;
use crate::{bug, report, runtime};

declare_heddle_lint! {
    /// ### What it does
    /// Finds guards of blocking locks, of parts of maps, spans, runtimes and pools of connections that live over an
    /// await: those of std, parking_lot, dashmap, spin, crossbeam, tracing, r2d2 and tokio's `watch`, and every
    /// struct, tuple, `Option`, `Result`, box or collection that has one inside. What clippy's `await_holding_lock`
    /// and `await_holding_refcell_ref` say is left to them: locals that are themselves a guard of std's or
    /// parking_lot's `Mutex`, `RwLock` or `RefCell`.
    ///
    /// ### Why is this bad?
    /// At an await the task gives its thread to others. One that asks for the same lock there blocks the thread on
    /// which the first would have to go on to release it: both wait for ever. A connection of a blocking pool is
    /// missed by other threads for as long as the await takes; a span or runtime that the thread has entered is that
    /// of every task that runs there meanwhile.
    ///
    /// ### Known limits
    /// It counts what is surely there: a local that has been dropped, moved or matched as `None` before the await is
    /// quiet, and so is one in a collection or `Option` that was lent out to be changed, as by `take`. A reference to
    /// a guard is reported where the guard itself lives. Futures that `block_on` drives on a thread of their own are
    /// reported like others: other threads wait for the guard as long as they await.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use dashmap::DashMap;
    ///
    /// async fn visit(users: &DashMap<u32, String>) {
    ///     let Some(name) = users.get(&7) else { return };
    ///     greet(&name).await;
    /// }
    ///
    /// async fn greet(name: &str) {
    ///     tokio::task::yield_now().await;
    ///     println!("hello {name}");
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use dashmap::DashMap;
    ///
    /// async fn visit(users: &DashMap<u32, String>) {
    ///     let Some(name) = users.get(&7).map(|name| name.clone()) else { return };
    ///     greet(&name).await;
    /// }
    ///
    /// async fn greet(name: &str) {
    ///     tokio::task::yield_now().await;
    ///     println!("hello {name}");
    /// }
    /// ```
    pub AWAIT_HOLDING_GUARD, Warn, "a guard that blocks others lives over an await"
}

declare_lint_pass!(AwaitHoldingGuard => [AWAIT_HOLDING_GUARD]);

impl<'tcx> LateLintPass<'tcx> for AwaitHoldingGuard {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let tcx = cx.tcx;
        let owner = tcx.hir_body_owner_def_id(body.id());
        if !tcx.coroutine_is_async(owner.to_def_id()) {
            return;
        }
        bug::contain(tcx, owner, || {
            let mut held = held::of(tcx, owner);
            held.retain(|held| counts(cx, held));
            if held.is_empty() || report::is_unchecked(cx, body) {
                return;
            }
            for guard in &held {
                if !held.iter().any(|other| other.iterates_over(guard)) {
                    report(cx, guard);
                }
            }
        });
    }
}

/// Whether it is this lint's: neither clippy's nor an async guard, nor what a macro of others holds.
fn counts(cx: &LateContext<'_>, held: &Held) -> bool {
    let is_clippys = held.guard.clippy && held.inside.is_none() && !held.is_captured;
    held.guard.kind != GuardKind::AsyncLock
        && !is_clippys
        && !held.span.in_external_macro(cx.sess().source_map())
}

fn report(cx: &LateContext<'_>, held: &Held) {
    let subject = held.subject();
    let path = held.path;
    let message = match held.inside {
        None => format!("{subject}, a `{path}`, is held over an await"),
        Some(_) => format!("{subject} holds a `{path}` over an await"),
    };
    span_lint_hir_and_then(cx, AWAIT_HOLDING_GUARD, held.node, written(held.span), message, |diag| {
        held.show_awaits(diag);
        diag.note(consequence(held.guard.kind));
        if held.guard.kind != GuardKind::Span
            && let Some((place, code)) = early_drop(cx, held)
        {
            let applicability = Applicability::MaybeIncorrect;
            diag.span_suggestion_verbose(place, "nothing uses it any more: end it here", code, applicability);
        }
        diag.help(way_out(cx, held));
    });
}

/// The end of the guard by name, before the statement that awaits: only where nothing names it from there on. What
/// was borrowed from it may still be used.
fn early_drop(cx: &LateContext<'_>, held: &Held) -> Option<(Span, String)> {
    let tcx = cx.tcx;
    let body = tcx.hir_enclosing_body_owner(held.node);
    let walk = Walk::of(tcx, tcx.typeck_root_def_id_local(body));
    let mut lets = walk.lets.iter().map(|made| tcx.hir_node(*made).expect_let_stmt());
    let made = lets.find(|made| made.pat.span == held.span && !made.span.from_expansion())?;
    let PatKind::Binding(_, local, name, None) = made.pat.kind else {
        return None;
    };
    let Node::Stmt(declared) = tcx.parent_hir_node(made.hir_id) else {
        return None;
    };
    let Node::Block(block) = tcx.parent_hir_node(declared.hir_id) else {
        return None;
    };
    let awaited = held.awaits.iter().map(|it| written(it.span)).min_by_key(|span| span.lo())?;
    let behind = block.stmts.iter().skip_while(|it| it.hir_id != declared.hir_id).skip(1);
    let mut behind = behind.map(|it| it.span).chain(block.expr.map(|last| last.span)).map(written);
    let awaiting = behind.find(|span| span.contains(awaited))?;
    let uses = walk.uses.get(&local).into_iter().flatten();
    let is_used = uses.into_iter().any(|it| written(tcx.hir_span(*it)).lo() >= awaiting.lo());
    let indent = " ".repeat(indent_of(cx, awaiting)?);
    (!is_used).then(|| (awaiting.shrink_to_lo(), format!("drop({name});\n{indent}")))
}

fn consequence(kind: GuardKind) -> &'static str {
    match kind {
        GuardKind::Lock | GuardKind::AsyncLock => {
            "the lock stays taken while other tasks run: one that asks for it on this thread blocks the thread, and \
             this task cannot go on to release it"
        }
        GuardKind::MapRef => {
            "a part of the map stays locked while other tasks run: one that asks for a key in it on this thread \
             blocks the thread, and this task cannot go on to release it"
        }
        GuardKind::Borrow => "the cell stays borrowed while other tasks run: one that borrows it too panics",
        GuardKind::Span => {
            "the span is entered on this thread, not in this task: other tasks that run here meanwhile log in it, \
             and this task leaves it on whatever thread it goes on"
        }
        GuardKind::RuntimeContext => {
            "the runtime is entered on this thread, not in this task: other tasks that run here meanwhile spawn on it"
        }
        GuardKind::Connection => {
            "the pool lacks a connection for as long as the await takes: when it has none left, those who ask for one \
             block their threads"
        }
    }
}

fn way_out(cx: &LateContext<'_>, held: &Held) -> String {
    if let Some(instead) = &held.guard.instead {
        return instead.clone();
    }
    let runtimes = runtime::in_use(cx.tcx);
    let is_named = |part| held.path.rsplit("::").next().is_some_and(|name| name.contains(part));
    match held.guard.kind {
        GuardKind::Lock | GuardKind::AsyncLock => {
            let lock = if is_named("RwLock") || is_named("Sharded") { "RwLock" } else { "Mutex" };
            let early = "release it before the await, with a block around what needs it";
            match runtimes.first() {
                Some(runtime) => format!("{early}; if it must be held, use `{}::{lock}`", runtime.locks),
                None => format!("{early}; if it must be held, use an async `{lock}`"),
            }
        }
        GuardKind::MapRef if is_named("Iter") => {
            "collect what the loop needs first, as with `.iter().map(|entry| entry.key().clone()).collect::<Vec<_>>()`"
                .to_owned()
        }
        GuardKind::MapRef if is_named("Mut") || is_named("Entry") => {
            "await first, and get and change the entry behind the await".to_owned()
        }
        GuardKind::MapRef => {
            "clone what the await needs out of the map, as with `.get(..).map(|entry| entry.clone())`".to_owned()
        }
        GuardKind::Borrow => "end the borrow before the await, with a block around what needs it".to_owned(),
        GuardKind::Span => {
            "give the span to the future that is awaited: `use tracing::Instrument;` and `.instrument(span).await`"
                .to_owned()
        }
        GuardKind::RuntimeContext => {
            "enter the runtime in a block without awaits, or start the task with its own `spawn`".to_owned()
        }
        GuardKind::Connection => {
            let thread = runtimes.first().map_or_else(
                || "on a thread that may block".to_owned(),
                |runtime| format!("inside of `{}(|| ..)`", runtime.offload),
            );
            format!("give it back before the await: get the connection and use it {thread}")
        }
    }
}
