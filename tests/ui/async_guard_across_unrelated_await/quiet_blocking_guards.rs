#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use dashmap::DashMap;

async fn write() {
    tokio::task::yield_now().await;
}

#[allow(await_holding_guard)]
async fn of_a_map(map: &DashMap<u32, String>) {
    let name = map.get(&1);
    write().await;
    println!("{}", name.is_some());
}

fn main() {}
