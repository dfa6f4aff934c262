#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use tokio::sync::{Mutex, RwLock};

async fn transfer(from: &Mutex<i64>, to: &RwLock<i64>) {
    let mut from = from.lock().await;
    let mut to = to.write().await;
    *from -= 1;
    *to += 1;
}

fn main() {}
