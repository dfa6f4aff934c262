#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::{Arc, Mutex, MutexGuard};

fn lock<T: ?Sized>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    loop {
        match value.try_lock() {
            Ok(guard) => return guard,
            Err(_) => continue,
        }
    }
}

fn of_parking_lot(value: Arc<parking_lot::Mutex<u32>>) -> u32 {
    loop {
        if let Some(guard) = value.try_lock() {
            break *guard;
        }
    }
}

fn main() {}
