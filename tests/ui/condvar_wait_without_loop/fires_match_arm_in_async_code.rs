#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Arc, Condvar, Mutex};

enum Phase {
    Starting,
    Running(u32),
}

#[tokio::main]
async fn main() {
    let phase = Arc::new((Mutex::new(Phase::Starting), Condvar::new()));
    let seen = Arc::clone(&phase);
    tokio::task::spawn_blocking(move || {
        let guard = seen.0.lock().unwrap();
        match &*guard {
            Phase::Running(_) => println!("runs"),
            Phase::Starting => {
                drop(seen.1.wait(guard).unwrap());
                println!("runs now");
            }
        }
    });
}
