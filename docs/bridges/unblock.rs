//! The way back: tasks of smol use what blocks.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc;

use smol::Unblock;
use smol::io::{AsyncBufReadExt, BufReader};
use smol::stream::{Stream, StreamExt};

// ANCHOR: bridge
/// A call that blocks, on a thread that may.
pub async fn open(path: PathBuf) -> io::Result<File> {
    smol::unblock(|| File::open(path)).await
}

/// A reader that blocks, as one that does not.
pub async fn count_lines(file: File) -> io::Result<usize> {
    let mut lines = BufReader::new(Unblock::new(file)).lines();
    let mut count = 0;
    while lines.next().await.transpose()?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// The receiver of a thread's channel, as a stream for tasks.
pub fn for_tasks<T: Send + 'static>(receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> + Unpin {
    Unblock::new(receiver.into_iter())
}
// ANCHOR_END: bridge
