#![deny(block_on_in_async)]
#![allow(unused)]

async fn total() -> u32 {
    futures::executor::block_on(async { 1 + 1 })
}

fn main() {}
