#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Condvar, Mutex};
struct Q {
    items: Mutex<Vec<u32>>,
    ready: Condvar,
    stats: Mutex<u32>,
}
impl Q {
    fn pop(&self) -> u32 {
        let mut i = self.items.lock().unwrap();
        while i.is_empty() {
            i = self.ready.wait(i).unwrap();
        }
        let v = i.pop().unwrap();
        drop(i);
        *self.stats.lock().unwrap() += 1;
        v
    }
    fn push(&self, v: u32) {
        {
            *self.stats.lock().unwrap() += 1;
        }
        self.items.lock().unwrap().push(v);
        self.ready.notify_one();
    }
    fn both(&self) {
        let s = self.stats.lock().unwrap();
        println!("{} {}", s, self.items.lock().unwrap().len());
    }
}
fn main() {}
