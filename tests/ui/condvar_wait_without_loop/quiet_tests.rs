#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};

#[cfg(test)]
mod tests {
    use super::*;

    fn started(ready: &Mutex<bool>, changed: &Condvar) {
        let ready = ready.lock().unwrap();
        if !*ready {
            drop(changed.wait(ready).unwrap());
        }
    }
}

#[test]
fn starts() {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    let ready = ready.lock().unwrap();
    if !*ready {
        drop(changed.wait(ready).unwrap());
    }
}

fn main() {}
