#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    open: bool,
    jobs: Vec<u32>,
}

fn take(state: &Mutex<State>, changed: &Condvar) -> Option<u32> {
    let mut state = state.lock().unwrap();
    if state.jobs.is_empty() {
        state = changed.wait(state).unwrap();
    }
    if !state.open {
        return None;
    }
    state.jobs.pop()
}

fn is_open(state: &Mutex<State>, changed: &Condvar) -> bool {
    let mut state = state.lock().unwrap();
    if !state.open {
        state = changed.wait(state).unwrap();
    }
    state.open
}

fn counted(state: &Mutex<State>, changed: &Condvar) -> usize {
    let mut state = state.lock().unwrap();
    if state.jobs.is_empty() {
        state = changed.wait(state).unwrap();
    }
    match state.jobs.as_slice() {
        [] => 0,
        jobs => jobs.len(),
    }
}

fn main() {}
