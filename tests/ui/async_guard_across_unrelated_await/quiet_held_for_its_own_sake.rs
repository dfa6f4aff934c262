#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use tokio::sync::{Mutex, RwLock, Semaphore};

async fn write() {
    tokio::task::yield_now().await;
}

async fn one_at_a_time(turn: &Mutex<()>) {
    let _turn = turn.lock().await;
    write().await;
}

async fn not_while_it_changes(settings: &RwLock<String>) {
    let _settings = settings.read().await;
    write().await;
}

async fn permits(slots: &Semaphore) {
    let _slot = slots.acquire().await.unwrap();
    write().await;
}

fn main() {}
