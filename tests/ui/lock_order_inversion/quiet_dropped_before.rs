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

    fn dropped(&self) -> usize {
        let journal = self.journal.lock().unwrap();
        let entries = journal.len();
        drop(journal);
        entries + self.accounts.lock().unwrap().len()
    }

    fn scoped(&self) -> usize {
        let entries = {
            let journal = self.journal.lock().unwrap();
            journal.len()
        };
        entries + self.accounts.lock().unwrap().len()
    }

    fn temporary(&self) -> usize {
        let entries = self.journal.lock().unwrap().len();
        match self.journal.lock() {
            Ok(journal) if journal.is_empty() => return 0,
            _ => {}
        }
        entries + self.accounts.lock().unwrap().len()
    }

    fn moved(&self) {
        let journal = self.journal.lock().unwrap();
        finish(journal);
        self.accounts.lock().unwrap().clear();
    }
}

fn finish(mut journal: std::sync::MutexGuard<'_, Vec<String>>) {
    journal.clear();
}

fn main() {}
