//! Actors, which share nothing and send each other messages, on tokio.

mod answers;
mod download;
mod serve;

pub use download::download;
pub use serve::serve;
