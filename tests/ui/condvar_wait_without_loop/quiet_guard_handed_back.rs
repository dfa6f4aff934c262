#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, LockResult, Mutex, MutexGuard};

/// A condition variable that counts its waits.
struct Counted {
    inner: Condvar,
    waits: std::sync::atomic::AtomicUsize,
}

impl Counted {
    fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.waits.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.inner.wait(guard)
    }
}

fn wait_in_place<T>(condvar: &parking_lot::Condvar, guard: &mut parking_lot::MutexGuard<'_, T>) {
    condvar.wait(guard);
}

fn filled<'a>(state: &'a Mutex<Vec<u8>>, filled: &Condvar) -> Box<(u32, MutexGuard<'a, Vec<u8>>)> {
    let mut guard = state.lock().unwrap();
    if guard.is_empty() {
        guard = filled.wait(guard).unwrap();
    }
    Box::new((1, guard))
}

fn main() {}
