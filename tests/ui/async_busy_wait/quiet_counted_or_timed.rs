#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

async fn counted(ready: &AtomicBool) -> bool {
    let mut turns = 0;
    while !ready.load(Ordering::Acquire) {
        turns += 1;
        if turns == 100 {
            return false;
        }
        tokio::task::yield_now().await;
    }
    true
}

async fn in_a_range(ready: &AtomicBool) -> bool {
    for _ in 0..20 {
        if ready.load(Ordering::Acquire) {
            return true;
        }
        async_std::task::sleep(Duration::from_millis(1)).await;
    }
    false
}

async fn timed(ready: &AtomicBool, limit: Duration) -> bool {
    let start = Instant::now();
    while !ready.load(Ordering::Acquire) {
        if start.elapsed() > limit {
            return false;
        }
        smol::Timer::after(Duration::from_millis(1)).await;
    }
    true
}

async fn ever_longer(ready: &AtomicBool) {
    let mut pause = Duration::from_millis(1);
    while !ready.load(Ordering::Acquire) {
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}

fn main() {}
