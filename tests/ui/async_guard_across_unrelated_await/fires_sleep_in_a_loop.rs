#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use std::time::Duration;

use smol::Timer;
use smol::lock::RwLock;

async fn poll(values: &RwLock<Vec<u32>>) {
    let values = values.read().await;
    loop {
        if values.is_empty() {
            return;
        }
        Timer::after(Duration::from_secs(1)).await;
    }
}

fn main() {}
