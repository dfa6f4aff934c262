#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use async_lock::Mutex;

async fn fetch() -> u32 {
    async_std::task::yield_now().await;
    7
}

async fn busy(values: &Mutex<Vec<u32>>) {
    match values.try_lock() {
        Some(mut values) => values.push(1),
        None => {
            fetch().await;
        }
    }
}

async fn last(values: &Mutex<Vec<u32>>) -> usize {
    let value = fetch().await;
    let mut values = values.lock().await;
    values.push(value);
    values.len()
}

fn main() {}
