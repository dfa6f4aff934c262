#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

struct Session {
    inbox: Mutex<Vec<String>>,
    state: Mutex<u8>,
}

struct Server {
    sessions: Vec<Session>,
    named: HashMap<String, Arc<Session>>,
}

impl Server {
    fn forward(&self, from: usize, to: usize) {
        let inbox = self.sessions[from].inbox.lock().unwrap();
        *self.sessions[to].state.lock().unwrap() = inbox.len() as u8;
    }

    fn back(&self, from: usize, to: usize) {
        let state = self.sessions[from].state.lock().unwrap();
        self.sessions[to]
            .inbox
            .lock()
            .unwrap()
            .truncate(usize::from(*state));
    }
}

fn main() {}
