#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::Arc;

use tokio::sync::Mutex;

macro_rules! wait_until {
    ($condition:expr) => {
        while !$condition {
            tokio::task::yield_now().await;
        }
    };
}

#[tokio::main]
async fn main() {
    let state = Arc::new(Mutex::new(0));
    let take = async |step: u32| {
        let mut state = loop {
            if let Ok(state) = state.try_lock() {
                break state;
            }
            tokio::task::yield_now().await;
        };
        *state += step;
    };
    take(1).await;
    let handle = tokio::spawn(async { 1 });
    wait_until!(handle.is_finished());
}
