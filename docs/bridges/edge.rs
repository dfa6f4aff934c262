//! The first bridge: ordinary code calls async code by a runtime of its own.

use std::io;
use std::net::SocketAddr;

use tokio::runtime::{Builder, Runtime};

use crate::client::ask;

// ANCHOR: bridge
/// A client for ordinary code. That it is async inside, nobody can see.
pub struct Client {
    runtime: Runtime,
    server: SocketAddr,
}

impl Client {
    /// Asks this server.
    pub fn new(server: SocketAddr) -> io::Result<Self> {
        // One thread is enough: the caller's, which waits anyway.
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, server })
    }

    /// Asks two questions at the same time and waits for both answers.
    pub fn ask_both(&self, first: &str, second: &str) -> io::Result<(String, String)> {
        let both = async { tokio::try_join!(ask(self.server, first), ask(self.server, second)) };
        self.runtime.block_on(both)
    }
}
// ANCHOR_END: bridge
