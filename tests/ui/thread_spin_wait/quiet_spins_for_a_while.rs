#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn counted(ready: &AtomicBool) {
    let mut spins = 0_u32;
    while !ready.load(Ordering::Acquire) {
        if spins < 100 {
            std::hint::spin_loop();
            spins += 1;
        } else {
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
}

fn in_a_range(ready: &AtomicBool) -> bool {
    for _ in 0..1000 {
        if ready.load(Ordering::Acquire) {
            return true;
        }
        std::hint::spin_loop();
    }
    false
}

fn timed(ready: &AtomicBool, deadline: Instant) -> bool {
    while !ready.load(Ordering::Acquire) {
        if Instant::now() >= deadline {
            return false;
        }
        std::hint::spin_loop();
    }
    true
}

fn with_backoff(ready: &AtomicBool) {
    let backoff = crossbeam_utils::Backoff::new();
    while !ready.load(Ordering::Acquire) {
        if backoff.is_completed() {
            std::thread::park();
        } else {
            backoff.snooze();
        }
    }
}

fn main() {}
