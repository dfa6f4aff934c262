#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::io;

async fn heartbeat() -> io::Result<()> {
    loop {
        tokio::task::yield_now().await;
    }
}

async fn work() {
    let beat = tokio::spawn(heartbeat());
    tokio::task::yield_now().await;
    beat.abort();
    drop(beat);
}

fn main() {}
