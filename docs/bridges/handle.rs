//! The third bridge: threads that use the runtime of the program by a handle.

use std::io;
use std::net::SocketAddr;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tokio::runtime::Handle;
use tokio::task;

use crate::client::ask;

// ANCHOR: bridge
/// Computes on all cores; each piece asks the server for what it lacks. For threads that may wait, not for tasks.
pub fn measure_all(runtime: &Handle, server: SocketAddr, words: &[String]) -> Vec<io::Result<usize>> {
    let measure = |word: &String| {
        let answer = runtime.block_on(ask(server, word))?;
        Ok(answer.len())
    };
    words.par_iter().map(measure).collect()
}

/// The same for tasks: the handle is taken here, where there is a runtime, and goes along.
pub async fn measured(server: SocketAddr, words: Vec<String>) -> Vec<io::Result<usize>> {
    let runtime = Handle::current();
    let measured = task::spawn_blocking(move || measure_all(&runtime, server, &words));
    measured.await.expect("it does not panic, and nobody stops it")
}
// ANCHOR_END: bridge
