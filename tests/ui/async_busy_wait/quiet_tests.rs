#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(test)]
mod tests {
    use super::*;

    async fn until(ready: &AtomicBool) {
        while !ready.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn becomes_ready() {
    static READY: AtomicBool = AtomicBool::new(true);
    while !READY.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
}

fn main() {}
