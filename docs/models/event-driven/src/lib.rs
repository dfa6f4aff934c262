//! Callbacks that one thread calls when sockets are ready.

mod body;
mod connection;
mod download;
mod events;
mod serve;

pub use download::download;
pub use serve::serve;
