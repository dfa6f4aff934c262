#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};
struct S {
    a: Mutex<Vec<u32>>,
    b: Mutex<u32>,
}
impl S {
    fn with_a<R>(&self, f: impl FnOnce(&mut Vec<u32>) -> R) -> R {
        let mut a = self.a.lock().unwrap();
        f(&mut a)
    }
    fn x(&self) {
        self.with_a(|a| {
            a.push(*self.b.lock().unwrap());
        });
    }
    fn y(&self) {
        let b = self.b.lock().unwrap();
        self.with_a(|a| a.push(*b));
    }
}
fn main() {}
