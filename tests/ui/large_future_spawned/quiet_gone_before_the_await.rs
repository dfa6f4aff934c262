#![deny(large_future_spawned)]
#![allow(unused)]

fn checksum() -> u64 {
    let block = [7_u64; 8192];
    block.iter().sum()
}

async fn work() {
    {
        let block = [1_u8; 64 * 1024];
        println!("{}", block.len());
    }
    println!("{}", checksum());
    tokio::task::yield_now().await;
}

async fn start() {
    tokio::spawn(work());
}

fn main() {}
