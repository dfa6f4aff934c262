#![deny(await_holding_guard)]
#![allow(unused)]

use std::sync::Arc;

async fn save(_: &mut u32) {
    tokio::task::yield_now().await;
}

async fn of_tokio(lock: Arc<tokio::sync::Mutex<u32>>, names: &tokio::sync::RwLock<u32>) {
    let mut rows = lock.lock().await;
    save(&mut rows).await;
    drop(rows);
    let mut owned = lock.lock_owned().await;
    save(&mut owned).await;
    let mut names = names.write().await;
    save(&mut names).await;
}

async fn of_smol(lock: &smol::lock::Mutex<u32>) {
    let mut rows = lock.lock().await;
    save(&mut rows).await;
}

async fn of_futures(lock: &futures::lock::Mutex<u32>) {
    let mut rows = lock.lock().await;
    save(&mut rows).await;
}

async fn permits(slots: &tokio::sync::Semaphore) {
    let permit = slots.acquire().await.unwrap();
    save(&mut 1).await;
}

fn main() {}
