#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

async fn fill(mut values: OwnedMutexGuard<Vec<u32>>) {
    values.push(1);
}

async fn spawned(values: Arc<Mutex<Vec<u32>>>) {
    let guard = values.lock_owned().await;
    tokio::spawn(fill(guard)).await.unwrap();
    tokio::task::yield_now().await;
}

async fn blocking(values: Arc<Mutex<Vec<u32>>>) {
    let mut guard = values.lock_owned().await;
    tokio::task::spawn_blocking(move || guard.push(1)).await.unwrap();
}

fn main() {}
