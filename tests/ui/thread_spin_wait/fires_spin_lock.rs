#![deny(thread_spin_wait)]
#![allow(unused)]

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};

struct SpinLock<T> {
    locked: AtomicBool,
    value: UnsafeCell<T>,
}

impl<T> SpinLock<T> {
    fn lock(&self) -> &mut T {
        while self.locked.swap(true, Ordering::Acquire) {
            while self.locked.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        }
        unsafe { &mut *self.value.get() }
    }
}

fn main() {}
