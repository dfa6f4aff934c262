#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};

struct Account {
    id: u64,
    balance: Mutex<i64>,
    history: Mutex<Vec<i64>>,
}

fn transfer(from: &Account, to: &Account, amount: i64) {
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    *source -= amount;
    *target += amount;
}

fn note(from: &Account, to: &Account) {
    let balance = from.balance.lock().unwrap();
    to.history.lock().unwrap().push(*balance);
}

fn forget(from: &Account, to: &Account) {
    let history = from.history.lock().unwrap();
    *to.balance.lock().unwrap() -= history.len() as i64;
}

struct Node {
    value: Mutex<u32>,
    parent: Option<Arc<Node>>,
    children: Mutex<Vec<Arc<Node>>>,
}

impl Node {
    fn push_down(&self) {
        let value = self.value.lock().unwrap();
        for child in self.children.lock().unwrap().iter() {
            *child.value.lock().unwrap() = *value;
        }
    }
}

fn main() {}
