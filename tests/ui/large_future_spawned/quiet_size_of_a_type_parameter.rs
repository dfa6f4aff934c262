#![deny(large_future_spawned)]
#![allow(unused)]

use std::future::Future;

fn background<F: Future<Output = ()> + Send + 'static>(future: F) {
    tokio::spawn(async move {
        let buffer = [0_u8; 64 * 1024];
        future.await;
        println!("{}", buffer.len());
    });
}

async fn run<T: Send + Sync + 'static>(value: T) {
    tokio::task::yield_now().await;
    drop(value);
}

fn start<T: Send + Sync + 'static>(value: T) {
    tokio::spawn(run(value));
}

fn main() {}
