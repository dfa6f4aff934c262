#![deny(await_holding_guard)]
#![allow(unused)]

use std::cell::RefCell;
use std::sync::{Mutex, RwLock};

async fn save() {
    tokio::task::yield_now().await;
}

async fn of_std(rows: &Mutex<u32>, names: &RwLock<u32>) {
    let rows = rows.lock().unwrap();
    save().await;
    let names = names.read().unwrap();
    save().await;
}

async fn of_parking_lot(rows: &parking_lot::Mutex<u32>, names: &parking_lot::RwLock<u32>) {
    let rows = rows.lock();
    save().await;
    let names = names.write();
    save().await;
}

async fn of_a_cell(rows: &RefCell<u32>) {
    let rows = rows.borrow_mut();
    save().await;
}

fn main() {}
