#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

static READY: AtomicBool = AtomicBool::new(false);

fn main() {
    std::thread::spawn(|| READY.store(true, Ordering::Release));
    while !READY.load(Ordering::Acquire) {}
    println!("ready");
}
