#![deny(block_on_in_async)]
#![allow(unused)]

use tokio::runtime::Runtime;

fn fetch(runtime: &Runtime) -> u32 {
    runtime.block_on(async { 7 })
}

async fn handle(runtime: &Runtime) -> u32 {
    fetch(runtime)
}

fn main() {}
