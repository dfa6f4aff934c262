#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

fn parks(ready: &AtomicBool) {
    while !ready.load(Ordering::Acquire) {
        std::thread::park();
    }
}

fn sleeps(ready: &AtomicBool) {
    while !ready.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn waits(stop: &AtomicBool, jobs: &Receiver<u32>) {
    while !stop.load(Ordering::Relaxed) {
        if let Ok(job) = jobs.recv_timeout(Duration::from_millis(50)) {
            println!("{job}");
        }
    }
}

fn notified(stop: &AtomicBool, lock: &Mutex<()>, changed: &Condvar) {
    let mut guard = lock.lock().unwrap();
    while !stop.load(Ordering::Relaxed) {
        guard = changed.wait(guard).unwrap();
    }
}

fn main() {}
