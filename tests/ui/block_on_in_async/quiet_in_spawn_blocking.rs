#![deny(block_on_in_async)]
#![allow(unused)]

async fn handle() -> u32 {
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || handle.block_on(async { 7 })).await.unwrap()
}

fn main() {}
