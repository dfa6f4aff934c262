#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn load() -> std::io::Result<Vec<u8>> {
    tokio::task::spawn_blocking(|| std::fs::read("data.bin")).await.unwrap()
}

async fn load_on_smol() -> std::io::Result<Vec<u8>> {
    smol::unblock(|| std::fs::read("data.bin")).await
}

async fn load_on_async_std() -> std::io::Result<Vec<u8>> {
    async_std::task::spawn_blocking(|| std::fs::read("data.bin")).await
}

fn main() {}
