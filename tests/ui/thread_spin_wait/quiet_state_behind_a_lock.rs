#![deny(thread_spin_wait)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

fn wait_until_ready(ready: &Mutex<bool>, changed: &Condvar) {
    let mut state = ready.lock().unwrap();
    while !*state {
        state = changed.wait(state).unwrap();
    }
}

fn look_now_and_then(ready: &Mutex<bool>) {
    while !*ready.lock().unwrap() {
        std::thread::sleep(Duration::from_millis(100));
    }
}

// Each turn takes one, and the last one ends it.
fn work_off(jobs: &Mutex<VecDeque<u32>>) -> u32 {
    let mut sum = 0;
    while let Some(job) = jobs.lock().unwrap().pop_front() {
        sum += job;
    }
    sum
}

fn main() {}
