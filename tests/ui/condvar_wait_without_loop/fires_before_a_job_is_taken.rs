#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

struct Queue {
    jobs: Mutex<VecDeque<String>>,
    filled: Condvar,
}

impl Queue {
    fn next(&self) -> Option<String> {
        let mut jobs = self.jobs.lock().unwrap();
        if jobs.is_empty() {
            jobs = self.filled.wait(jobs).unwrap();
        }
        jobs.pop_front()
    }
}

fn main() {
    let queue = Queue { jobs: Mutex::default(), filled: Condvar::new() };
    if let Some(job) = queue.next() {
        println!("{job}");
    }
}
