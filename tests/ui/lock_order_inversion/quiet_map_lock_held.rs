#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
struct P {
    x: Mutex<u32>,
    y: Mutex<u32>,
}
struct S {
    all: Mutex<HashMap<u32, Arc<P>>>,
}
impl S {
    fn f(&self, k: u32) {
        let all = self.all.lock().unwrap();
        let p = &all[&k];
        let x = p.x.lock().unwrap();
        *p.y.lock().unwrap() += *x;
    }
    fn g(&self, k: u32) {
        let all = self.all.lock().unwrap();
        let p = all.get(&k).unwrap();
        let y = p.y.lock().unwrap();
        *p.x.lock().unwrap() += *y;
    }
}
fn main() {}
