//! `nested_runtime`: a tokio runtime that begins or ends on the thread of another one.

use heddle_protocol::Kind;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::effects::Effects;
use crate::report::{self, Finding};

declare_heddle_lint! {
    /// ### What it does
    /// Finds tokio runtimes that are dropped in async code, there or in a function that it calls: as a rule those
    /// that are built there too.
    ///
    /// ### Why is this bad?
    /// The drop of a runtime waits for its threads, and tokio panics where that would hold up another runtime:
    /// "Cannot drop a runtime in a context where blocking is not allowed". A runtime that is built in async code is
    /// dropped there unless it is given away, if only on the way out with an error, and has threads of its own.
    ///
    /// ### Known limits
    /// A runtime in an `Arc` is not seen to be dropped. Quiet are closures that leave the thread
    /// (`spawn_blocking`, `thread::spawn`), code that only runs where `Handle::try_current()` found no runtime,
    /// tests, and a runtime that is moved away, as by `shutdown_background()`.
    ///
    /// ### Configuration
    /// - `check-tests`: whether tests are checked too; `false` by default.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    /// - `check-outside-runtime`: whether code that only runs where no runtime was found is reported; `false` by
    ///   default.
    ///
    /// ### Example
    /// ```rust
    /// async fn report() -> std::io::Result<()> {
    ///     let runtime = tokio::runtime::Runtime::new()?;
    ///     runtime.spawn(async { println!("done") });
    ///     Ok(())
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn report() -> std::io::Result<()> {
    ///     tokio::spawn(async { println!("done") });
    ///     Ok(())
    /// }
    /// ```
    pub NESTED_RUNTIME, Deny, "a tokio runtime that begins or ends on the thread of another one"
}

declare_lint_pass!(NestedRuntime => [NESTED_RUNTIME]);

impl<'tcx> LateLintPass<'tcx> for NestedRuntime {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let (built, dropped) = (Kind::named("runtime"), Kind::named("runtime-drop"));
        let dropped = report::findings(cx, body, |kind| kind == dropped);
        if dropped.is_empty() {
            return; // building one and giving it away is allowed
        }
        // Where it is built is where it is mended.
        let built = report::findings(cx, body, |kind| kind == built);
        let here = dropped.iter().any(Finding::is_direct) && !built.is_empty();
        let (made, told) = (
            built.iter().filter(|finding| here && !dropped.iter().any(|other| std::ptr::eq(other.site, finding.site))),
            dropped.iter().filter(|finding| !(here && finding.is_direct())),
        );
        for finding in made.chain(told) {
            // What makes a runtime only to block on it is told by `block_on_in_async`.
            let of_site = Effects::get(cx.tcx).of_site(cx.tcx, finding.site);
            if !of_site.iter().any(|effect| effect.kind == Kind::named("executor")) {
                report(cx, finding);
            }
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding) {
    let what = match finding.called.strip_prefix("dropping a ") {
        Some(ty) => format!("a {ty} is dropped"),
        None => {
            let verb = match finding.effect.kind == Kind::named("runtime") {
                true => "builds",
                false => "drops",
            };
            match finding.is_direct() {
                true => format!("{} {verb} a runtime", finding.called),
                false => format!("{} {verb} a runtime{},", finding.called, finding.distance()),
            }
        }
    };
    let message = format!("{what} on the thread that drives {}", finding.context.description());
    finding.emit(cx, NESTED_RUNTIME, message, |diag| {
        finding.show_way(diag);
        finding.explain(diag, "it is dropped on this thread");
        diag.help(
            "use the runtime that runs already: `tokio::spawn(..)`, or `tokio::runtime::Handle::current()` for others to use",
        );
        diag.help("if it must be another one, build it in `main`, and end it with `shutdown_background()` or in `tokio::task::spawn_blocking(|| drop(..))`");
    });
}
