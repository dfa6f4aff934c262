//! Heddle's lints for `cargo dylint`, which loads this library into a rustc of its own.
//!
//! Such a library is asked for two functions; all else is `heddle_lints`, which the driver of `cargo heddle` has too.

#![feature(rustc_private)]
#![warn(missing_docs, unreachable_pub)]

// Links against the compiler that the host runs.
extern crate rustc_driver;
extern crate rustc_interface;
extern crate rustc_lint;
extern crate rustc_session;

use std::ffi::{CString, c_char};
use std::sync::LazyLock;

use heddle_lints::callbacks;
use rustc_interface::DEFAULT_QUERY_PROVIDERS;
use rustc_lint::LintStore;
use rustc_session::Session;

/// The version of what host and library agree on. The host frees it.
// SAFETY: the name is dylint's, and no other function of this library has it.
#[unsafe(no_mangle)]
pub extern "C" fn dylint_version() -> *mut c_char {
    CString::from(c"0.1.0").into_raw()
}

/// Registers the lints and the queries that read the code for them.
// SAFETY: the name is dylint's, and no other function of this library has it.
#[unsafe(no_mangle)]
pub fn register_lints(session: &Session, store: &mut LintStore) {
    let name = session.opts.crate_name.as_deref().unwrap_or_default();
    if name.starts_with("build_script_") {
        return;
    }
    heddle_lints::bug::install_hook();
    // In any case: they make `#[heddle::…]` known, without which code does not compile.
    override_queries(session);
    if !callbacks::has_clippys_names() {
        session.dcx().warn(
            "heddle says nothing here: dylint's driver was made with another clippy than heddle's clippy_utils; \
             `cargo heddle` needs none",
        );
        return;
    }
    heddle_lints::register(store);
}

/// Puts our queries among those that rustc starts each compilation with: a host lets no library choose them, and
/// lints run when the MIR of futures is gone.
fn override_queries(session: &Session) {
    let queries = (&raw const DEFAULT_QUERY_PROVIDERS).cast_mut();
    // SAFETY: a `LazyLock` keeps its value in an `UnsafeCell`, so that the static may be written, and no reference to
    // it is alive: rustc copies the value when it begins to compile. That comes after the registration of lints, in
    // the same thread, and a host's process compiles one crate.
    let queries = unsafe { &mut *queries };
    callbacks::override_queries_of_plugin(session, LazyLock::force_mut(queries));
}
