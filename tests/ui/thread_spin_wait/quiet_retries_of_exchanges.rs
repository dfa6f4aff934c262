#![deny(thread_spin_wait)]
#![allow(deprecated, unused)]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

fn add(count: &AtomicU64, more: u64) -> u64 {
    loop {
        let seen = count.load(Ordering::Relaxed);
        match count.compare_exchange_weak(seen, seen + more, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(before) => return before,
            Err(_) => std::hint::spin_loop(),
        }
    }
}

fn raise(max: &AtomicU64, to: u64) {
    let mut seen = max.load(Ordering::Relaxed);
    while seen < to {
        match max.compare_exchange(seen, to, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => break,
            Err(now) => seen = now,
        }
    }
}

fn take(locked: &AtomicBool) {
    while locked.swap(true, Ordering::Acquire) {
        std::hint::spin_loop();
    }
}

fn update(count: &AtomicU64) {
    while count.fetch_update(Ordering::AcqRel, Ordering::Relaxed, |count| count.checked_sub(1)).is_err() {}
}

fn main() {}
