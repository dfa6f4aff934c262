#![deny(block_on_in_async)]
#![allow(unused)]

async fn handle() -> u32 {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(async { 7 }))
}

fn main() {}
