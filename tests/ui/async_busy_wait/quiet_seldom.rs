#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

async fn each_second(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn each_tick(stop: &AtomicBool) {
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    while !stop.load(Ordering::Relaxed) {
        ticks.tick().await;
    }
}

async fn as_configured(stop: &AtomicBool, period: Duration) {
    while !stop.load(Ordering::Relaxed) {
        async_std::task::sleep(period).await;
    }
}

fn main() {}
