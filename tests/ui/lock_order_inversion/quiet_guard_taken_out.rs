#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Mutex, MutexGuard};
struct W {
    a: Mutex<u32>,
    b: Mutex<u32>,
}
impl W {
    fn x(&self) {
        let mut g = Some(self.a.lock().unwrap());
        if let Some(v) = &g {
            println!("{v}");
        }
        drop(g.take());
        *self.b.lock().unwrap() += 1;
    }
    fn y(&self) {
        let g = self.b.lock().unwrap();
        *self.a.lock().unwrap() += *g;
    }
    fn z(&self) {
        let mut g = None;
        if *self.b.lock().unwrap() > 1 {
            g = Some(self.a.lock().unwrap());
        }
        g = None;
        *self.b.lock().unwrap() += 1;
    }
}
fn main() {}
