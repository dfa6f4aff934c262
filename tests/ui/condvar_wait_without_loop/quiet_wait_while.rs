#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};
use std::time::Duration;

fn next(jobs: &Mutex<Vec<u32>>, filled: &Condvar) -> u32 {
    let jobs = jobs.lock().unwrap();
    filled.wait_while(jobs, |jobs| jobs.is_empty()).unwrap().pop().unwrap()
}

fn next_within(jobs: &Mutex<Vec<u32>>, filled: &Condvar, limit: Duration) -> Option<u32> {
    let jobs = jobs.lock().unwrap();
    let (mut jobs, _) = filled.wait_timeout_while(jobs, limit, |jobs| jobs.is_empty()).unwrap();
    jobs.pop()
}

fn next_of_parking_lot(jobs: &parking_lot::Mutex<Vec<u32>>, filled: &parking_lot::Condvar) -> Option<u32> {
    let mut jobs = jobs.lock();
    filled.wait_while(&mut jobs, |jobs| jobs.is_empty());
    jobs.pop()
}

fn main() {}
