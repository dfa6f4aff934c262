#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

fn wait(ready: &AtomicBool) {
    while !ready.load(Ordering::Acquire) {
        let weight: u64 = 7;
        let half: f32 = 0.5;
    }
}

fn main() {}
