#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::sync::{Mutex, mpsc};

async fn step(jobs: &mpsc::Receiver<u32>, done: &Mutex<u32>, out: &mpsc::Sender<u32>) {
    if let Ok(job) = jobs.try_recv() {
        *done.lock().unwrap() += job;
        let _ = out.send(job);
    }
    println!("{}", std::env::var("HOME").unwrap_or_default());
    std::thread::yield_now();
}

fn main() {}
