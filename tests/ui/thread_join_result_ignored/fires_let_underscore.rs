#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::{self, JoinHandle};

fn stop(worker: JoinHandle<u32>) {
    let _ = worker.join();
}

fn main() {
    let _ = thread::spawn(|| println!("at work")).join();
}
