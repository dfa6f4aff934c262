#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

fn spin(ready: &AtomicBool) {
    while !ready.load(Ordering::Acquire) {
        std::hint::spin_loop();
    }
}

async fn on_a_thread(ready: std::sync::Arc<AtomicBool>) {
    tokio::task::spawn_blocking(move || while !ready.load(Ordering::Acquire) {}).await.unwrap();
}

fn main() {}
