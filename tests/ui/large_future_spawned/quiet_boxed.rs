#![deny(large_future_spawned)]
#![allow(unused)]

use std::future::Future;
use std::pin::Pin;

async fn large() {
    let buffer = [0_u8; 64 * 1024];
    tokio::task::yield_now().await;
    println!("{}", buffer.len());
}

fn boxed() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(large())
}

async fn start() {
    tokio::spawn(Box::pin(large()));
    tokio::spawn(boxed());
    smol::spawn(Box::into_pin(Box::new(large()))).detach();
    tokio::spawn(async { boxed().await });
}

fn main() {}
