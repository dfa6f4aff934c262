#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::thread;
use tokio::task::JoinSet;

fn work() {
    let mut tasks = JoinSet::new();
    tasks.spawn(async { 1 });
}

fn main() {
    thread::spawn(work).join().unwrap();
}
