#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

#[allow(async_busy_wait)]
async fn until(ready: &AtomicBool) {
    while !ready.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
}

fn main() {}
