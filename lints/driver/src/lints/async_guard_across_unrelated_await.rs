//! `async_guard_across_unrelated_await`: an async lock that is held while something else is awaited.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::catalogue::GuardKind;
use crate::effects::way::written;
use crate::held::{self, Held};
use crate::{bug, report};

declare_heddle_lint! {
    /// ### What it does
    /// Finds guards of the async locks of tokio, async-lock, smol, async-std and futures, alone or inside of other
    /// values, that live over an await to which nothing of the guarded value goes.
    ///
    /// ### Why is this bad?
    /// Such a guard may be held over an await, but every other task that wants the lock waits for that await too: a
    /// slow peer then holds up all of them, and if what is awaited needs the same lock, none of them goes on.
    ///
    /// ### Known limits
    /// Off by default, for whether the lock is to cover the await is the author's to say: a value that must not change
    /// between a test and an update needs it. What is awaited counts as related if anything in it may come from the
    /// guard, in whatever order. A guard that nobody reads, as that of a `Mutex<()>`, is held for its own sake and quiet;
    /// so are permits of semaphores and guards that an `async` block is made with.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    ///
    /// ### Example
    /// ```rust
    /// use tokio::sync::Mutex;
    ///
    /// async fn refresh(prices: &Mutex<Vec<u32>>) {
    ///     let mut prices = prices.lock().await;
    ///     let price = fetch().await;
    ///     prices.push(price);
    /// }
    ///
    /// async fn fetch() -> u32 {
    ///     tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    ///     7
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use tokio::sync::Mutex;
    ///
    /// async fn refresh(prices: &Mutex<Vec<u32>>) {
    ///     let price = fetch().await;
    ///     prices.lock().await.push(price);
    /// }
    ///
    /// async fn fetch() -> u32 {
    ///     tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    ///     7
    /// }
    /// ```
    pub ASYNC_GUARD_ACROSS_UNRELATED_AWAIT, Allow, "an async lock held over an await that does not use it"
}

declare_lint_pass!(AsyncGuardAcrossUnrelatedAwait => [ASYNC_GUARD_ACROSS_UNRELATED_AWAIT]);

impl<'tcx> LateLintPass<'tcx> for AsyncGuardAcrossUnrelatedAwait {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let tcx = cx.tcx;
        let owner = tcx.hir_body_owner_def_id(body.id());
        if !tcx.coroutine_is_async(owner.to_def_id()) {
            return;
        }
        bug::contain(tcx, owner, || {
            let mut held = held::of(tcx, owner);
            held.retain(|held| held.guard.kind == GuardKind::AsyncLock && held.is_read);
            for held in &mut held {
                held.awaits.retain(|at| !at.is_related);
            }
            held.retain(|held| !held.awaits.is_empty());
            if !held.is_empty() && !report::is_unchecked(cx, body) {
                held.iter().for_each(|held| report(cx, held));
            }
        });
    }
}

fn report(cx: &LateContext<'_>, held: &Held) {
    let (subject, path) = (held.subject(), held.path);
    let message = match held.inside {
        None => format!("{subject}, a `{path}`, is held over an await that does not use it"),
        Some(_) => format!("{subject} holds a `{path}` over an await that does not use it"),
    };
    let span = written(held.span);
    span_lint_hir_and_then(cx, ASYNC_GUARD_ACROSS_UNRELATED_AWAIT, held.node, span, message, |diag| {
        held.show_awaits(diag);
        diag.note("every task that wants the lock waits for what is awaited there, too");
        diag.help("await first and lock behind it, or end the guard's life before with a block around what needs it");
    });
}
