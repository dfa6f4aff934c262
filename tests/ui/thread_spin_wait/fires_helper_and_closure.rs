#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
struct Stage {
    arrived: AtomicUsize,
}

impl Stage {
    fn all_here(&self, count: usize) -> bool {
        self.arrived.load(Ordering::Acquire) >= count
    }

    fn wait_for(&self, count: usize) {
        loop {
            if self.all_here(count) {
                return;
            }
            std::thread::yield_now();
        }
    }
}

fn main() {
    let stage = Arc::new(Stage::default());
    let seen = Arc::clone(&stage);
    let waiting = std::thread::spawn(move || {
        while !seen.all_here(4) {
            std::hint::spin_loop();
        }
    });
    waiting.join().unwrap();
    stage.wait_for(4);
}
