#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};

struct Bank {
    accounts: Mutex<Vec<i64>>,
    journal: Mutex<Vec<String>>,
}

impl Bank {
    fn new() -> Arc<Self> {
        let bank = Bank {
            accounts: Mutex::default(),
            journal: Mutex::default(),
        };
        {
            let mut journal = bank.journal.lock().unwrap();
            bank.accounts.lock().unwrap().push(0);
            journal.push("opened".to_owned());
        }
        Arc::new(bank)
    }

    fn pay(&self) {
        let accounts = self.accounts.lock().unwrap();
        self.journal.lock().unwrap().push(format!("{}", accounts.len()));
    }

    fn reset(&mut self) {
        let mut journal = self.journal.lock().unwrap();
        self.accounts.lock().unwrap().clear();
        journal.clear();
    }

    fn clear(&mut self) {
        let journal = self.journal.get_mut().unwrap();
        self.accounts.get_mut().unwrap().clear();
        journal.clear();
    }
}

fn main() {
    let bank = Bank::new();
    let journal = bank.journal.lock().unwrap();
    println!("{} {}", journal.len(), bank.accounts.lock().unwrap().len());
}
