//! What happens when the kit itself panics: the body is given up, the bug's address is printed once, and
//! the check goes on. A linter must not break the build of code that compiles.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{LazyLock, Once};

use rustc_hir::def_id::LocalDefId;
use rustc_middle::ty::TyCtxt;
use rustc_span::ErrorGuaranteed;
use rustc_span::fatal_error::FatalErrorMarker;

/// Where a crash of the kit is reported.
pub const BUG_ADDRESS: &str = "https://github.com/heddle-rs/heddle/issues/new";

thread_local! {
    /// Set while code of the kit runs: a panic in it is the kit's bug, any other one is rustc's.
    static IN_KIT: Cell<bool> = const { Cell::new(false) };
}

/// Installs the panic hook: one note for the kit's own panics, the report that there was before for all others.
pub fn install_hook() {
    let report_ice = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if IN_KIT.get() && !is_rustc_error(info.payload()) {
            report_once(info);
        } else {
            report_ice(info);
        }
    }));
}

/// Runs `check` on the body that `owner` owns and gives up on it, without a finding, if it panics.
pub(crate) fn contain<T: Default>(tcx: TyCtxt<'_>, owner: LocalDefId, check: impl FnOnce() -> T) -> T {
    attempt(|| {
        panic_on_request(tcx, owner);
        check()
    })
}

/// What `work` makes, or nothing if it panics.
pub(crate) fn attempt<T: Default>(work: impl FnOnce() -> T) -> T {
    let outer = IN_KIT.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IN_KIT.set(outer);
    match outcome {
        Ok(made) => made,
        Err(payload) if is_rustc_error(&*payload) => resume_unwind(payload),
        Err(_) => T::default(),
    }
}

/// Panics in the function named by `HEDDLE_PANIC_IN`, so that a test can show what a bug of the kit does.
fn panic_on_request(tcx: TyCtxt<'_>, owner: LocalDefId) {
    // Asked at every body and statement.
    static WANTED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("HEDDLE_PANIC_IN").ok());
    if let Some(wanted) = &*WANTED
        && let Some(function) = tcx.opt_item_name(tcx.typeck_root_def_id(owner.to_def_id()))
        && function.as_str() == wanted
    {
        panic!("asked for by HEDDLE_PANIC_IN");
    }
}

/// Whether this unwinding is rustc ending a compilation that has errors, which is no bug.
fn is_rustc_error(payload: &(dyn Any + Send)) -> bool {
    payload.is::<FatalErrorMarker>() || payload.is::<ErrorGuaranteed>()
}

#[expect(clippy::print_stderr, reason = "rustc's diagnostics may be what is broken")]
fn report_once(info: &std::panic::PanicHookInfo<'_>) {
    static REPORTED: Once = Once::new();
    REPORTED.call_once(|| {
        eprintln!(
            "note: heddle {} gave up on a function of this crate and goes on with the others; \
             please report this bug of the kit at {BUG_ADDRESS}\n  {info}",
            env!("CARGO_PKG_VERSION"),
        );
        // As the report of a bug wants it: captured only if `RUST_BACKTRACE` asks for it.
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            eprintln!("{backtrace}");
        }
    });
}
