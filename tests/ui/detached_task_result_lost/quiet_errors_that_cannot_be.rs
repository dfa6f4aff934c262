#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::convert::Infallible;

enum Never {}

async fn serve() -> Result<(), Infallible> {
    Ok(())
}

async fn watch() -> Result<u32, Never> {
    Ok(1)
}

fn start() {
    tokio::spawn(serve());
    let _ = tokio::spawn(watch());
    smol::spawn(serve()).detach();
}

fn main() {}
