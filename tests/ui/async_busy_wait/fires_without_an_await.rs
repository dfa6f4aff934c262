#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicUsize, Ordering};

static OPEN: AtomicUsize = AtomicUsize::new(0);

fn is_idle() -> bool {
    OPEN.load(Ordering::SeqCst) == 0
}

fn main() {
    smol::block_on(async {
        while !is_idle() {
            std::hint::spin_loop();
        }
        println!("idle");
    });
}
