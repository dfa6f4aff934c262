#![deny(large_future_spawned)]
#![allow(unused)]

use async_executor::LocalExecutor;
use pollster::FutureExt;
use std::future::Future;
use tokio::task::JoinSet;

async fn large(seed: u8) -> u8 {
    let scratch = [seed; 17_000];
    tokio::task::yield_now().await;
    scratch[1]
}

fn opaque() -> impl Future<Output = u8> {
    large(1)
}

fn drive<'a>(executor: &LocalExecutor<'a>, tasks: &mut JoinSet<u8>) {
    executor.spawn(large(2)).detach();
    tasks.spawn(opaque());
    large(3).block_on();
}

fn main() {}
