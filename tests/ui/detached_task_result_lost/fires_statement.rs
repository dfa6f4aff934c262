#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::io;

async fn refresh() -> io::Result<()> {
    tokio::fs::copy("new", "current").await?;
    Ok(())
}

fn start() {
    tokio::spawn(refresh());
}

fn main() {}
