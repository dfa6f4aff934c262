#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::io;

async fn copy() -> io::Result<u64> {
    tokio::fs::copy("new", "current").await
}

async fn all() -> io::Result<()> {
    let first = tokio::spawn(copy());
    let _second = tokio::spawn(copy());
    first.await??;
    tokio::spawn(copy()).await??;
    let _ = _second.await;
    smol::spawn(async { smol::fs::remove_file("lock").await }).await;
    Ok(())
}

fn main() {}
