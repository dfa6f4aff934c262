#![deny(lock_order_inversion)]
#![allow(unused)]
use std::sync::{Arc, Mutex};
struct S {
    a: Mutex<Vec<u32>>,
    b: Mutex<u32>,
}
impl S {
    fn with_a<R>(&self, f: impl FnOnce(u32) -> R) -> R {
        let n = {
            let a = self.a.lock().unwrap();
            a.len()
        };
        f(n as u32)
    }
    fn read_a<R>(&self, f: impl FnOnce(&mut Vec<u32>) -> R) -> R {
        f(&mut self.a.lock().unwrap())
    }
    fn x(&self) {
        self.with_a(|a| {
            *self.b.lock().unwrap() += a;
        });
    }
    fn y(&self) {
        let b = self.b.lock().unwrap();
        self.with_a(|a| println!("{a}"));
    }
    fn z(&self) {
        let b = *self.b.lock().unwrap();
        self.read_a(|a| a.push(b));
    }
    fn w(&self) {
        let n = self.read_a(|a| a.len());
        *self.b.lock().unwrap() += n as u32;
    }
}
fn main() {}
