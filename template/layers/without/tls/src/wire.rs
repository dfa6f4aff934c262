//! What lies between a socket and HTTP. Here it is nothing: encryption is the affair of a proxy before the service.

use std::io;

use serde::Serialize;

use crate::app::Side;

/// There is nothing to set.
#[derive(clap::Args, Clone, Debug, Serialize)]
pub struct WireTuning {}

/// Opens connections as they are.
#[derive(Debug)]
pub struct Wire;

/// A connection as HTTP sees it.
pub type Wired<S> = S;

impl Wire {
    /// Needs no preparation.
    pub fn new(_: &WireTuning) -> io::Result<Self> {
        Ok(Self)
    }

    /// The connection itself.
    pub fn open<S>(&self, _: Side, stream: S) -> io::Result<Wired<S>> {
        Ok(stream)
    }
}
