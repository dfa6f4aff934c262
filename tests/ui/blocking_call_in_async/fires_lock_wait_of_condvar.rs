#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};

async fn wait(ready: &(Mutex<bool>, Condvar)) {
    let mut done = ready.0.lock().unwrap();
    while !*done {
        done = ready.1.wait(done).unwrap();
    }
}

fn main() {}
