#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(test)]
mod tests {
    use super::*;

    fn until(ready: &AtomicBool) {
        while !ready.load(Ordering::Acquire) {}
    }
}

#[test]
fn becomes_ready() {
    static READY: AtomicBool = AtomicBool::new(true);
    while !READY.load(Ordering::Acquire) {}
}

fn main() {}
