#![deny(lock_order_inversion)]
#![allow(unused)]

use parking_lot::{Mutex, RwLock};

struct Cache {
    entries: RwLock<Vec<String>>,
    stats: Mutex<Stats>,
}

#[derive(Default)]
struct Stats {
    hits: u64,
}

impl Cache {
    fn get(&self, at: usize) -> Option<String> {
        let entries = self.entries.read();
        let found = entries.get(at).cloned();
        self.count();
        found
    }

    fn count(&self) {
        record(&self.stats);
    }

    fn shrink(&self) {
        let stats = self.stats.lock();
        if stats.hits > 100 {
            self.entries.write().clear();
        }
    }
}

fn record(stats: &Mutex<Stats>) {
    stats.lock().hits += 1;
}

fn main() {}
