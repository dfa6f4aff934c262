#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::{Arc, Mutex};
struct Node {
    v: Mutex<u32>,
    next: Mutex<Option<Arc<Node>>>,
}
fn sum(first: &Arc<Node>) -> u32 {
    let mut s = 0;
    let mut cur = first.clone();
    loop {
        s += *cur.v.lock().unwrap();
        let n = cur.next.lock().unwrap().clone();
        match n {
            Some(n) => cur = n,
            None => return s,
        }
    }
}
fn push(n: &Node) {
    let g = n.next.lock().unwrap();
    if let Some(m) = &*g {
        *m.v.lock().unwrap() += 1;
    }
}
fn pull(n: &Node) {
    let g = n.v.lock().unwrap();
    if let Some(m) = &*n.next.lock().unwrap() {
        *m.v.lock().unwrap() += *g;
    }
}
fn main() {}
