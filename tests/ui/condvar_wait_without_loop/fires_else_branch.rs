#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex, PoisonError};

struct Gate<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    open: bool,
    value: T,
}

fn pass(gate: &Gate<u32>) -> u32 {
    let state = gate.state.lock().unwrap();
    if state.open {
        state.value
    } else {
        let state = gate.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.value
    }
}

fn main() {}
