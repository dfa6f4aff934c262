//! The engine: what a call may do to the thread that runs it, across the whole crate graph.
//!
//! [`sites`] reads from a body's MIR what runs in it, [`flow`] and [`drops`] say which of that counts,
//! [`generics`] what the types add that generic functions are given, [`graph`] finds the effects of every body of
//! the crate, [`upstream`] reads those of the crates below and
//! [`write`] tells them to the crates above. [`context`] says which bodies are driven by an executor and so
//! must not block, [`alone`] which parts of them hold nobody up, [`foreign`] which are driven without the runtime
//! that they need, [`threads`] what begins on a thread that has none, and [`way`] how a call comes to its cause.
//! [`races`] says which futures a body drops half way, with [`origins`], where values come from, and [`outcome`], what
//! the body goes on to do.

mod alone;
pub(crate) mod context;
pub(crate) mod drops;
pub(crate) mod flow;
pub(crate) mod foreign;
mod generics;
pub(crate) mod graph;
pub(crate) mod hir;
mod origins;
mod outcome;
pub(crate) mod races;
pub(crate) mod sites;
pub(crate) mod threads;
pub(crate) mod upstream;
pub(crate) mod way;
pub(crate) mod write;

use std::sync::OnceLock;

pub(crate) use graph::{Effect, Effects, read_early};
pub use write::write_summary;

/// The name of the attributes' tool, as in `#[cfg_attr(heddle, heddle::non_blocking)]`.
pub(crate) const TOOL: &str = "heddle";

static MEMBER: OnceLock<bool> = OnceLock::new();

/// Says once whether the crate that this process compiles is a member of the workspace.
pub fn set_member(member: bool) {
    let _ = MEMBER.set(member);
}

/// Whether the crate that this process compiles is a member of the workspace.
pub(crate) fn is_member() -> bool {
    *MEMBER.get().unwrap_or(&true)
}
