//! `wrong_runtime`: a future that needs tokio's runtime, handed to an executor that does not have it.

use clippy_utils::diagnostics::span_lint_hir_and_then;
use rustc_errors::Applicability;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::bug;
use crate::catalogue::Foreign;
use crate::effects::Effects;
use crate::effects::foreign::Stray;
use crate::effects::way::written;
use crate::report;

declare_heddle_lint! {
    /// ### What it does
    /// Finds futures that come to tokio's timers, sockets, files, processes or tasks and are driven by an executor
    /// of smol, async-std, async-io, futures, futures-lite or pollster: handed to its `block_on` or `spawn`. The
    /// message prints the way from the future to tokio's call, through functions and dependencies.
    ///
    /// ### Why is this bad?
    /// These parts of tokio find their reactor, timer and threads through the runtime that drives them. Under
    /// another executor there is none, and the first such call panics: "there is no reactor running, must be
    /// called from the context of a Tokio 1.x runtime". The compiler cannot tell, since a future is a future.
    ///
    /// ### Known limits
    /// `tokio::sync`, `tokio::select!`, `tokio::join!` and `yield_now` work everywhere and are quiet. So are
    /// futures inside `async_compat::Compat` or `tokio_util::context::TokioContext`, functions that call
    /// `Handle::enter`, `Runtime::enter` or `Handle::try_current`, and async-std built with its feature `tokio1`.
    ///
    /// `block_on` drives its future on the calling thread, which may be one of tokio's, such as that of a
    /// `spawn_blocking`. In a program that starts tokio's runtime it is reported only where it surely is not: in
    /// `main` itself and on threads that `std::thread`, rayon or another runtime made. In a library it is quiet
    /// in methods of traits, and where the library's own functions need tokio's runtime of their callers.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    ///
    /// ### Example
    /// ```rust
    /// use std::time::Duration;
    ///
    /// fn main() {
    ///     smol::block_on(async {
    ///         tokio::time::sleep(Duration::from_secs(1)).await;
    ///     });
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// use std::time::Duration;
    ///
    /// fn main() {
    ///     smol::block_on(async {
    ///         smol::Timer::after(Duration::from_secs(1)).await;
    ///     });
    /// }
    /// ```
    pub WRONG_RUNTIME, Deny, "a future that needs tokio's runtime, driven by another executor"
}

declare_lint_pass!(WrongRuntime => [WRONG_RUNTIME]);

impl<'tcx> LateLintPass<'tcx> for WrongRuntime {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        if report::is_unchecked(cx, body) {
            return;
        }
        let owner = cx.tcx.hir_body_owner_def_id(body.id());
        let strays = bug::contain(cx.tcx, owner, || Effects::get(cx.tcx).strays(cx.tcx, owner));
        for stray in strays {
            report(cx, &stray);
        }
    }
}

fn report(cx: &LateContext<'_>, stray: &Stray) {
    let Stray { site, executor, .. } = stray;
    let place = match stray.place {
        Foreign::Here => "on a thread without it",
        Foreign::Abroad => "on threads without it",
    };
    let message = format!("`{executor}` drives a future that needs tokio's runtime {place}");
    let span = written(site.span);
    span_lint_hir_and_then(cx, WRONG_RUNTIME, site.node, span, message, |diag| {
        report::show_hops(diag, &stray.hops);
        let cause = stray.effect.explanation(false);
        diag.note(format!("{cause}; without tokio's runtime it panics"));
        ways_out(cx, diag, stray);
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>, stray: &Stray) {
    let has_compat = cx.tcx.sess.opts.externs.get("async_compat").is_some();
    if has_compat && !stray.value.from_expansion() {
        diag.multipart_suggestion(
            "give it tokio's runtime",
            vec![
                (
                    stray.value.shrink_to_lo(),
                    "async_compat::Compat::new(".to_owned(),
                ),
                (stray.value.shrink_to_hi(), ")".to_owned()),
            ],
            Applicability::MaybeIncorrect,
        );
    } else {
        diag.help("wrap the future in `async_compat::Compat::new(..)`, which gives it tokio's runtime");
    }
    diag.help(
        "otherwise drive it with tokio, or use timers, sockets, files and tasks of this executor's own",
    );
}
