#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use async_std::sync::Mutex;

async fn next() -> u32 {
    async_std::task::yield_now().await;
    1
}

async fn pushed_into_a_temporary(values: &Mutex<Vec<u32>>) {
    values.lock().await.push(next().await);
}

async fn matched(values: &Mutex<Option<u32>>) {
    match values.lock().await.as_mut() {
        Some(value) => *value += 1,
        None => {
            next().await;
        }
    }
}

fn main() {}
