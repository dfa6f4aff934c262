#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

fn by_while(ready: &Mutex<bool>, changed: &Condvar) {
    let mut ready = ready.lock().unwrap();
    while !*ready {
        ready = changed.wait(ready).unwrap();
    }
}

fn by_loop(jobs: &parking_lot::Mutex<Vec<u32>>, filled: &parking_lot::Condvar) -> u32 {
    let mut jobs = jobs.lock();
    loop {
        match jobs.pop() {
            Some(job) => return job,
            None => filled.wait(&mut jobs),
        }
    }
}

fn until(ready: &Mutex<bool>, changed: &Condvar, deadline: Instant) -> bool {
    let mut ready = ready.lock().unwrap();
    for _ in 0..1000 {
        let left = deadline.saturating_duration_since(Instant::now());
        if *ready || left == Duration::ZERO {
            break;
        }
        ready = changed.wait_timeout(ready, left).unwrap().0;
    }
    *ready
}

fn main() {}
