#![deny(block_on_in_async)]
#![allow(unused)]

async fn name() -> u32 {
    7
}

async fn handle() -> u32 {
    name().await
}

fn main() {}
