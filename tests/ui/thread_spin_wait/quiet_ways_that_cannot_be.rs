#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

fn work() {
    println!("works");
}

fn until_stopped(stop: &AtomicBool) {
    loop {
        let stopped = stop.load(Ordering::Relaxed);
        if !stopped {
            work();
        }
        if stopped {
            break;
        }
    }
}

fn until_empty(count: &AtomicUsize) {
    loop {
        let left = count.load(Ordering::Relaxed);
        if left > 0 {
            work();
        }
        if left == 0 {
            break;
        }
    }
}

fn once_more(stop: &AtomicBool) {
    let mut first = true;
    loop {
        if !stop.load(Ordering::Relaxed) && first {
            first = false;
            continue;
        }
        work();
    }
}

fn as_told(stop: &AtomicBool, works: bool) {
    loop {
        if works {
            work();
        }
        if stop.load(Ordering::Relaxed) {
            return;
        }
    }
}

fn main() {}
