//! The first thing that a program does may park its thread: nothing else runs there, and these executors do not mind
//! each other.

#![deny(block_on_in_async)]
#![allow(unused)]

async fn settings() -> String {
    smol::block_on(async { String::new() })
}

#[tokio::main]
async fn main() {
    settings().await;
    pollster::block_on(async {});
}
