#![deny(await_holding_guard)]
#![allow(unused)]

use std::sync::{Mutex, MutexGuard};

use dashmap::DashMap;

async fn load() -> String {
    tokio::task::yield_now().await;
    String::new()
}

struct Session<'a> {
    name: String,
    rows: MutexGuard<'a, Vec<u32>>,
}

async fn dropped(rows: &Mutex<Vec<u32>>) {
    let mut session = Session {
        name: String::new(),
        rows: rows.lock().unwrap(),
    };
    session.rows.push(1);
    drop(session);
    load().await;
}

async fn taken_out(rows: &Mutex<Vec<u32>>) {
    let mut session = Session {
        name: String::new(),
        rows: rows.lock().unwrap(),
    };
    session.rows.push(1);
    let Session { name, rows } = session;
    drop(rows);
    load().await;
    println!("{name}");
}

async fn one_part(rows: &Mutex<Vec<u32>>) {
    let mut session = Session {
        name: String::new(),
        rows: rows.lock().unwrap(),
    };
    session.rows.push(1);
    drop(session.rows);
    load().await;
    println!("{}", session.name);
}

async fn absent(map: &DashMap<u32, String>) -> String {
    match map.get(&1) {
        Some(name) => name.clone(),
        None => load().await,
    }
}

async fn absent_by_reference(map: &DashMap<u32, String>) -> String {
    let found = map.get(&1);
    match &found {
        Some(name) => name.to_string(),
        None => load().await,
    }
}

async fn in_a_block(map: &DashMap<u32, String>) {
    let name = {
        let name = map.get(&1).unwrap();
        name.clone()
    };
    load().await;
}

async fn cloned(map: &DashMap<u32, String>) {
    let name = map.get(&1).map(|name| name.clone());
    load().await;
}

async fn option_taken(rows: &Mutex<u32>) {
    let mut held = Some(rows.lock().unwrap());
    if let Some(rows) = held.take() {
        drop(rows);
    }
    load().await;
    held = Some(rows.lock().unwrap());
}

async fn only_in_one_branch(map: &DashMap<u32, String>, at: u32) -> String {
    if let Some(name) = map.get(&at) {
        return name.clone();
    }
    load().await
}

fn main() {}
