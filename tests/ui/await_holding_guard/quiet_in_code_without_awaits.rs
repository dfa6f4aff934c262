#![deny(await_holding_guard)]
#![allow(unused)]

use std::sync::{Mutex, MutexGuard};

use dashmap::DashMap;

struct Session<'a>(MutexGuard<'a, u32>);

fn in_a_function(map: &DashMap<u32, String>) {
    for entry in map {
        println!("{}", entry.value());
    }
}

async fn without_an_await(map: &DashMap<u32, String>, rows: &Mutex<u32>) {
    let session = Session(rows.lock().unwrap());
    for entry in map {
        println!("{}", entry.value());
    }
}

async fn in_a_closure(map: &DashMap<u32, String>, ids: &[u32]) {
    let names: Vec<_> = ids
        .iter()
        .filter_map(|id| {
            let name = map.get(id)?;
            Some(name.clone())
        })
        .collect();
    tokio::task::yield_now().await;
}

async fn awaits_come_first(map: &DashMap<u32, String>) {
    tokio::task::yield_now().await;
    let name = map.get(&1);
}

fn main() {}
