#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use smol::lock::Mutex;

async fn fetch() -> u32 {
    smol::future::yield_now().await;
    7
}

async fn dropped(values: &Mutex<Vec<u32>>) {
    let mut locked = values.lock().await;
    locked.push(1);
    drop(locked);
    fetch().await;
}

async fn in_a_block(values: &Mutex<Vec<u32>>) {
    {
        let mut values = values.lock().await;
        values.push(1);
    }
    fetch().await;
}

async fn in_a_statement(values: &Mutex<Vec<u32>>) {
    values.lock().await.push(1);
    fetch().await;
    let value = fetch().await;
    values.lock().await.push(value);
}

async fn moved(values: &Mutex<Vec<u32>>) {
    fn fill(mut values: smol::lock::MutexGuard<'_, Vec<u32>>) {
        values.push(1);
    }
    let values = values.lock().await;
    fill(values);
    fetch().await;
}

fn main() {}
