#![deny(large_future_spawned)]
#![allow(unused)]

async fn large() {
    let buffer = [0_u8; 64 * 1024];
    tokio::task::yield_now().await;
    println!("{}", buffer.len());
}

async fn both() {
    large().await;
    tokio::join!(large(), large());
    futures::future::join(large(), large()).await;
    tokio::spawn(async { large().await });
}

fn main() {}
