#![deny(thread_spin_wait)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

// The lock is free nearly always: each turn takes it, looks, and gives it back.
fn wait_until_ready(ready: &Mutex<bool>) {
    loop {
        if *ready.lock().unwrap() {
            break;
        }
    }
}

fn next_job(jobs: &Arc<parking_lot::Mutex<VecDeque<String>>>) -> String {
    loop {
        if let Some(job) = jobs.lock().pop_front() {
            return job;
        }
        std::thread::yield_now();
    }
}

fn main() {}
