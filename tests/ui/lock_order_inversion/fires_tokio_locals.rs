#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Arc;
use tokio::sync::Mutex;
async fn one(a: Arc<Mutex<u32>>, b: Arc<Mutex<u32>>) {
    let x = a.lock().await;
    *b.lock().await += *x;
}
#[tokio::main]
async fn main() {
    let a = Arc::new(Mutex::new(1));
    let b = Arc::new(Mutex::new(2));
    let t1 = tokio::spawn(one(a.clone(), b.clone()));
    let t2 = tokio::spawn(one(b.clone(), a.clone()));
    let _ = tokio::join!(t1, t2);
}
