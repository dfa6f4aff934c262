#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;

struct Bank {
    accounts: Mutex<Vec<i64>>,
    journal: Mutex<Vec<String>>,
}

impl Bank {
    fn pay(&self) {
        let accounts = self.accounts.lock().unwrap();
        self.journal.lock().unwrap().push(format!("{}", accounts.len()));
    }

    fn audit(&self) -> Option<usize> {
        let journal = self.journal.lock().unwrap();
        let accounts = self.accounts.try_lock().ok()?;
        Some(accounts.len() + journal.len())
    }
}

fn main() {}
