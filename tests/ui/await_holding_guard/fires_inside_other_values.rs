#![deny(await_holding_guard)]
#![allow(unused)]

use std::sync::{Arc, LockResult, Mutex, MutexGuard};

async fn save() {
    tokio::task::yield_now().await;
}

struct Session<'a> {
    name: String,
    rows: MutexGuard<'a, Vec<u32>>,
}

impl<'a> Session<'a> {
    fn begin(rows: &'a Mutex<Vec<u32>>) -> Self {
        Session {
            name: String::new(),
            rows: rows.lock().unwrap(),
        }
    }
}

async fn in_a_struct(rows: &Mutex<Vec<u32>>) {
    let mut session = Session::begin(rows);
    session.rows.push(1);
    save().await;
    session.rows.push(2);
}

async fn in_a_tuple(rows: &Mutex<u32>) {
    let held = (1, rows.lock().unwrap());
    save().await;
    println!("{}", held.1);
}

async fn in_an_option(rows: &Mutex<u32>, wanted: bool) {
    let held = wanted.then(|| rows.lock().unwrap());
    save().await;
    drop(held);
}

async fn in_a_result(rows: &Mutex<u32>) {
    let held: LockResult<MutexGuard<'_, u32>> = rows.lock();
    save().await;
    if let Ok(mut held) = held {
        *held += 1;
    }
}

async fn in_a_box(rows: &Mutex<u32>) {
    let held = Box::new(rows.lock().unwrap());
    save().await;
    println!("{held}");
}

async fn in_a_vec(all: &[Mutex<u32>]) {
    let held: Vec<_> = all.iter().map(|one| one.lock().unwrap()).collect();
    save().await;
    println!("{}", held.len());
}

async fn pushed(one: &Mutex<u32>) {
    let mut held = Vec::new();
    held.push(one.lock().unwrap());
    save().await;
}

async fn of_unknown_type(rows: &Mutex<u32>) {
    fn locked(rows: &Mutex<u32>) -> impl std::ops::Deref<Target = u32> {
        rows.lock().unwrap()
    }
    let held = locked(rows);
    save().await;
    println!("{}", *held);
}

fn main() {}
