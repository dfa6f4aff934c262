#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let jobs = Arc::new(Mutex::new(vec![1, 2, 3]));
    let done = Arc::new(Mutex::new(Vec::new()));
    let (their_jobs, their_done) = (Arc::clone(&jobs), done.clone());
    let worker = thread::spawn(move || {
        let mut jobs = their_jobs.lock().unwrap();
        while let Some(job) = jobs.pop() {
            their_done.lock().unwrap().push(job);
        }
    });
    let waiting = {
        let done = done.lock().unwrap();
        jobs.lock().unwrap().len() + done.len()
    };
    println!("{waiting}");
    worker.join().unwrap();
}
