#![deny(cpu_loop_in_async)]
#![allow(unused)]

use std::hash::{DefaultHasher, Hash, Hasher};

fn check(password: &str, pin: u32) -> bool {
    let mut hasher = DefaultHasher::new();
    (password, pin).hash(&mut hasher);
    hasher.finish() == 7
}

async fn guess(password: String) -> Option<u32> {
    async_std::task::yield_now().await;
    for pin in 0..100_000_000 {
        if check(&password, pin) {
            return Some(pin);
        }
    }
    None
}

fn main() {}
