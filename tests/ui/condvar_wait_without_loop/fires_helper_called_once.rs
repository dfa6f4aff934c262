#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};

struct Server {
    ready: Mutex<bool>,
    started: Condvar,
}

impl Server {
    fn wait_until_ready(&self) {
        drop(self.started.wait(self.ready.lock().unwrap()).unwrap());
    }
}

fn main() {
    let server = Box::new(Server { ready: Mutex::new(false), started: Condvar::new() });
    server.wait_until_ready();
    println!("ready");
}
