#![deny(await_holding_guard)]
#![allow(unused)]

use std::sync::{Mutex, MutexGuard, RwLock, TryLockError};

async fn later() {
    smol::future::yield_now().await;
}

struct Tries<'a> {
    held: Option<MutexGuard<'a, u32>>,
    count: u32,
}

async fn until_it_is_free(rows: &Mutex<u32>) {
    loop {
        match rows.try_lock() {
            Ok(rows) => return println!("{rows}"),
            Err(TryLockError::WouldBlock) => later().await,
            Err(TryLockError::Poisoned(_)) => return,
        }
    }
}

async fn told(rows: &Mutex<u32>) {
    if let Err(error) = rows.try_lock() {
        later().await;
        println!("{error}");
    }
}

async fn not_yet_held(rows: &Mutex<u32>) {
    let mut tries = Tries { held: None, count: 0 };
    tries.count += 1;
    later().await;
    tries.held = rows.try_lock().ok();
}

async fn no_longer_held(rows: &Mutex<u32>) {
    let mut tries = Tries { held: rows.lock().ok(), count: 0 };
    tries.held = None;
    later().await;
    println!("{}", tries.count);
}

async fn read_at_once(names: &RwLock<Vec<String>>) -> Option<String> {
    let name = names.read().ok()?.first().cloned();
    later().await;
    name
}

fn main() {}
