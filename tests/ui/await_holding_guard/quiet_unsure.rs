#![deny(await_holding_guard)]
#![allow(unused)]

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard};

use dashmap::DashMap;

async fn load() {
    tokio::task::yield_now().await;
}

async fn emptied(all: &[Mutex<u32>]) {
    let mut held: Vec<_> = all.iter().map(|one| one.lock().unwrap()).collect();
    held.clear();
    load().await;
    let mut none: Vec<MutexGuard<'_, u32>> = Vec::new();
    load().await;
    none.push(all[0].lock().unwrap());
}

async fn replaced(rows: &Mutex<u32>) {
    let mut held = Some(rows.lock().unwrap());
    mem::take(&mut held);
    load().await;
    held = None;
    load().await;
}

async fn known_to_be_absent(map: &DashMap<u32, String>) {
    let found = map.get(&1);
    if found.is_none() {
        load().await;
    }
    if !found.is_some() {
        load().await;
    }
}

async fn shared_by_reference(name: &dashmap::mapref::one::Ref<'_, u32, String>) {
    load().await;
    println!("{}", name.value());
}

async fn a_future_that_has_it(map: &DashMap<u32, String>) {
    async fn print(name: dashmap::mapref::one::Ref<'_, u32, String>) {
        println!("{}", name.value());
    }
    if let Some(name) = map.get(&1) {
        let printed = print(name);
        printed.await;
    }
}

fn main() {}
