#![deny(thread_spin_wait)]
#![allow(unused)]

use std::thread::JoinHandle;

fn finish(server: JoinHandle<()>, done: &std::sync::OnceLock<u32>) -> u32 {
    while !server.is_finished() {
        std::hint::spin_loop();
    }
    while done.get().is_none() {}
    done.get().copied().unwrap_or_default()
}

fn main() {}
