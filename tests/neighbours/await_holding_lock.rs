//! A guard of the standard library that is plainly held.

use std::sync::{Mutex, RwLock};

async fn load() -> u32 {
    1
}

async fn count(hits: &Mutex<u32>) {
    let mut hits = hits.lock().unwrap(); //~ await_holding_lock
    *hits += load().await;
}

async fn read(limits: &RwLock<u32>) -> u32 {
    let limit = limits.read().unwrap(); //~ await_holding_lock
    *limit + load().await
}

fn main() {}
