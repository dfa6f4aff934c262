#![deny(lock_order_inversion)]
#![allow(unused)]

use async_lock::{Mutex, RwLock};
use std::sync::Arc;
#[derive(Clone)]
struct S {
    a: Arc<Mutex<u32>>,
    b: Arc<RwLock<u32>>,
}
async fn x(s: S) {
    let a = s.a.lock_arc().await;
    *s.b.write_arc().await += *a;
}
async fn y(s: S) {
    let b = s.b.read().await;
    *s.a.lock().await += *b;
}
fn main() {
    let s = S {
        a: Arc::default(),
        b: Arc::default(),
    };
    smol::spawn(x(s.clone())).detach();
    smol::block_on(y(s));
}
