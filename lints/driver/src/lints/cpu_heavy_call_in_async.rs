//! `cpu_heavy_call_in_async`: a call that computes for long, made in async code, directly or through others.

use heddle_protocol::Kind;
use rustc_hir::Body;
use rustc_lint::{LateContext, LateLintPass};
use rustc_lint_defs::declare_lint_pass;

use crate::report::{self, Finding};
use crate::runtime;

declare_heddle_lint! {
    /// ### What it does
    /// Finds calls in async code that keep a core busy for long: password hashing with argon2, bcrypt, scrypt or
    /// PBKDF2, the search for the primes of an RSA key and, where they are turned on, compression, pictures and
    /// JSON. Made directly or through functions of your own and of dependencies; the message prints the way there.
    ///
    /// ### Why is this bad?
    /// An executor takes the next task only when the one at work awaits. A password hash is made to take a
    /// quarter of a second: for that long no other task on this thread goes on, although the thread never sleeps
    /// and no profiler shows it as blocked. In a measurement of ours 64 clients of a route that computes for
    /// 0.85 ms drove the median of a health check from 0.1 ms to 28 ms.
    ///
    /// ### Known limits
    /// Only the calls of the catalogue are known, not loops of your own. What takes as long as its input
    /// (compression, pictures, JSON) is in the tier `size-dependent`, which is off by default. Calls through
    /// function pointers, and through trait objects and generics whose trait has several impls, are not followed.
    /// Closures that leave for another thread (`spawn_blocking`, `rayon::spawn`, `thread::spawn`), `block_in_place`,
    /// tests, one-time initialisers and the start of `main` are quiet.
    ///
    /// ### Configuration
    /// - `tiers`: add `size-dependent` to see calls that take as long as their input.
    /// - `blocking`: further calls that compute for long, with `kind = "cpu"`.
    /// - `non-blocking`: paths or globs of functions that are quick here.
    /// - `max-depth`: the longest way that is reported; 20 by default.
    /// - `check-tests`, `offload-wrappers`: as with `blocking_call_in_async`.
    ///
    /// ### Example
    /// ```rust
    /// async fn register(password: String) -> Result<String, bcrypt::BcryptError> {
    ///     bcrypt::hash(password, bcrypt::DEFAULT_COST)
    /// }
    /// ```
    ///
    /// ### Use instead
    /// ```rust
    /// async fn register(password: String) -> Result<String, bcrypt::BcryptError> {
    ///     let hashing = tokio::task::spawn_blocking(|| bcrypt::hash(password, bcrypt::DEFAULT_COST));
    ///     hashing.await.expect("hashing does not panic")
    /// }
    /// ```
    pub CPU_HEAVY_CALL_IN_ASYNC, Warn, "a call that computes for long, made in async code"
}

declare_lint_pass!(CpuHeavyCallInAsync => [CPU_HEAVY_CALL_IN_ASYNC]);

impl<'tcx> LateLintPass<'tcx> for CpuHeavyCallInAsync {
    fn check_body(&mut self, cx: &LateContext<'tcx>, body: &Body<'tcx>) {
        let cpu = Kind::named("cpu");
        for finding in report::findings(cx, body, |kind| kind == cpu) {
            report(cx, &finding);
        }
    }
}

fn report(cx: &LateContext<'_>, finding: &Finding) {
    let message = format!(
        "{} computes for long on the thread that drives {}{}",
        finding.called,
        finding.context.description(),
        finding.distance(),
    );
    finding.emit(cx, CPU_HEAVY_CALL_IN_ASYNC, message, |diag| {
        finding.show_way(diag);
        finding.explain(diag, "other tasks on this thread stand still meanwhile");
        ways_out(cx, diag);
    });
}

fn ways_out(cx: &LateContext<'_>, diag: &mut report::Diag<'_>) {
    runtime::help(cx.tcx, diag, |runtime| format!("move it into `{}(|| ..)`", runtime.offload));
    // More threads than cores only make each other slower, those that drive tasks among them.
    diag.help("where many run at once, give them a pool as large as the machine: `rayon::spawn(|| ..)`, with a oneshot channel for the result");
}
