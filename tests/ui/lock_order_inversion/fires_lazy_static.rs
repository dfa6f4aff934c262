#![deny(lock_order_inversion)]
#![allow(unused)]

use lazy_static::lazy_static;
use std::collections::HashMap;
use std::sync::Mutex;
lazy_static! {
    static ref A: Mutex<HashMap<u32, u32>> = Mutex::new(HashMap::new());
    static ref B: Mutex<Vec<u32>> = Mutex::new(vec![]);
}
fn x() {
    let a = A.lock().unwrap();
    B.lock().unwrap().extend(a.keys());
}
fn y() {
    let b = B.lock().unwrap();
    A.lock().unwrap().retain(|k, _| b.contains(k));
}
fn main() {}
