#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use parking_lot::{Condvar, Mutex};

/// parking_lot wakes nobody without cause, and nothing closes the latch again.
struct Latch {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Latch {
    pub fn wait(&self) {
        let mut open = self.open.lock();
        if !*open {
            self.opened.wait(&mut open);
        }
    }
}

fn main() {}
