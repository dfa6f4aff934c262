//! What a body does to the thread that runs it.
//!
//! [`calls`] lists the calls that a body makes on its own thread, [`context`] says which bodies are driven by
//! an executor and so must not block.

pub(crate) mod calls;
pub(crate) mod context;
