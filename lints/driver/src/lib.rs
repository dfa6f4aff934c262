//! Heddle's lints: what holds up a thread or a task, found in typed code.
//!
//! [`register`] is the only seam between the lints and whatever loads them (`heddle-driver`, or a plugin
//! host). A lint is one file under `lints/`; what several share has a module of its own here.

#![feature(rustc_private)]
#![warn(missing_docs, unreachable_pub)]

extern crate rustc_abi;
extern crate rustc_ast;
extern crate rustc_attr_ir;
extern crate rustc_data_structures;
extern crate rustc_driver;
extern crate rustc_errors;
extern crate rustc_hashes;
extern crate rustc_hir;
extern crate rustc_hir_typeck;
extern crate rustc_index;
extern crate rustc_interface;
extern crate rustc_lint;
extern crate rustc_lint_defs;
extern crate rustc_middle;
extern crate rustc_mir_dataflow;
extern crate rustc_session;
extern crate rustc_span;

mod bounds;
pub mod bug;
pub mod callbacks;
pub mod catalogue;
mod computing;
pub mod config;
mod discard;
pub mod effects;
mod expected;
mod flows;
mod futures;
mod guarded;
mod held;
mod lints;
mod locks;
mod loops;
mod places;
mod polling;
mod reads;
mod recursion;
mod report;
mod retries;
mod runtime;
mod select;
mod starving;
mod turns;
mod walk;

use rustc_lint::LintStore;

/// Puts every lint of the kit into `store`, each with its pass.
pub fn register(store: &mut LintStore) {
    lints::register(store);
    expected::register(store);
}
