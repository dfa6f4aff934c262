#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use futures::lock::{Mutex, MutexGuard};

struct Transaction<'a> {
    rows: MutexGuard<'a, Vec<u32>>,
    name: String,
}

impl Transaction<'_> {
    fn add(&mut self, row: u32) {
        self.rows.push(row);
    }
}

async fn ping() {
    futures::pending!();
}

async fn run(rows: &Mutex<Vec<u32>>) {
    let mut transaction = Transaction {
        rows: rows.lock().await,
        name: String::new(),
    };
    transaction.add(1);
    ping().await;
    transaction.add(2);
}

async fn in_an_option(rows: &Mutex<Vec<u32>>) {
    let rows = rows.try_lock();
    ping().await;
    if let Some(mut rows) = rows {
        rows.push(1);
    }
}

fn main() {}
