#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};

macro_rules! wait_for {
    ($condvar:expr, $guard:ident) => {
        $guard = Condvar::wait($condvar, $guard).expect("nobody panicked")
    };
}

fn acquire(permits: &Mutex<usize>, released: &Condvar) {
    let mut permits = permits.lock().unwrap();
    if *permits == 0 {
        wait_for!(released, permits);
    }
    *permits -= 1;
}

fn main() {}
