#![deny(large_future_spawned)]
#![allow(unused)]

#[tokio::main]
async fn main() {
    let buffer = [0_u8; 64 * 1024];
    tokio::task::yield_now().await;
    println!("{}", buffer.len());
}
