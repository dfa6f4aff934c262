#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    for worker in 0..4 {
        let pair = Arc::clone(&pair);
        thread::spawn(move || {
            let (lock, started) = &*pair;
            let guard = lock.lock().unwrap();
            let _guard = started.wait(guard).unwrap();
            println!("worker {worker} goes");
        });
    }
    *pair.0.lock().unwrap() = true;
    pair.1.notify_all();
}
