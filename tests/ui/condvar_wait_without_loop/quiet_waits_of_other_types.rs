#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Arc, Barrier, Mutex};

struct Condvar;

impl Condvar {
    fn wait<T>(&self, value: T) -> Option<T> {
        Some(value)
    }
}

fn start(barrier: &Barrier, ready: Arc<Mutex<bool>>) {
    barrier.wait();
    let mut guard = ready.lock().unwrap();
    if !*guard {
        guard = Condvar.wait(guard).unwrap();
    }
    drop(guard);
}

async fn started(condvar: async_std::sync::Condvar, ready: async_std::sync::Mutex<bool>) {
    let guard = ready.lock().await;
    condvar.wait_until(guard, |ready| *ready).await;
}

fn main() {}
