#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};

struct Philosopher {
    id: usize,
    left: Arc<Mutex<()>>,
    right: Arc<Mutex<()>>,
}

impl Philosopher {
    fn eat(&self) {
        if self.id % 2 == 0 {
            let _left = self.left.lock().unwrap();
            let _right = self.right.lock().unwrap();
            println!("{} eats", self.id);
        } else {
            let _right = self.right.lock().unwrap();
            let _left = self.left.lock().unwrap();
            println!("{} eats", self.id);
        }
    }
}

struct Account {
    id: u64,
    balance: Mutex<i64>,
}

fn transfer(from: &Account, to: &Account) {
    let (first, second) = if from.id < to.id { (from, to) } else { (to, from) };
    let mut first = first.balance.lock().unwrap();
    let mut second = second.balance.lock().unwrap();
    std::mem::swap(&mut *first, &mut *second);
}

fn main() {}
