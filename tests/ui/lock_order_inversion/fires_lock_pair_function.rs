#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;

struct Ledger {
    open: Mutex<Vec<u32>>,
    closed: Mutex<Vec<u32>>,
}

fn carry(from: &Mutex<Vec<u32>>, to: &Mutex<Vec<u32>>) {
    let mut from = from.lock().unwrap();
    let mut to = to.lock().unwrap();
    to.append(&mut from);
}

impl Ledger {
    fn settle(&self) {
        carry(&self.open, &self.closed);
    }

    fn reopen(&self) {
        carry(&self.closed, &self.open);
    }
}

fn main() {}
