#![deny(large_future_spawned)]
#![allow(unused)]

use std::time::Duration;

async fn export() {
    let page = [0_u8; 32 * 1024];
    tokio::task::yield_now().await;
    println!("{}", page.len());
}

async fn start() {
    let exported = tokio::spawn(tokio::time::timeout(Duration::from_secs(1), export())).await;
}

fn main() {}
