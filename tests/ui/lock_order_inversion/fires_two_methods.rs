#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::Mutex;

pub struct Bank {
    accounts: Mutex<HashMap<u64, i64>>,
    journal: Mutex<Vec<String>>,
}

impl Bank {
    pub fn pay(&self, to: u64, amount: i64) {
        let mut accounts = self.accounts.lock().unwrap();
        *accounts.entry(to).or_default() += amount;
        self.journal.lock().unwrap().push(format!("{to}: {amount}"));
    }

    pub fn audit(&self) -> i64 {
        let journal = self.journal.lock().unwrap();
        let sum = self.accounts.lock().unwrap().values().sum();
        println!("{} entries", journal.len());
        sum
    }
}

fn main() {}
