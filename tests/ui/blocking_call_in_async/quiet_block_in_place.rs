#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn load() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("data.bin"))
}

fn main() {}
