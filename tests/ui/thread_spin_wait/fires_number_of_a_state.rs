#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicU8, AtomicPtr, Ordering};

const STARTING: u8 = 0;
const RUNNING: u8 = 1;

fn started(state: &AtomicU8) -> Result<(), u8> {
    loop {
        match state.load(Ordering::Acquire) {
            STARTING => std::hint::spin_loop(),
            RUNNING => return Ok(()),
            other => return Err(other),
        }
    }
}

fn published<T>(value: &AtomicPtr<T>) -> *mut T {
    let mut seen = value.load(Ordering::Acquire);
    while seen.is_null() {
        seen = value.load(Ordering::Acquire);
    }
    seen
}

fn main() {}
