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
    one(a.clone(), b.clone()).await;
    one(b.clone(), a.clone()).await;
    let h = tokio::spawn(one(a.clone(), b.clone()));
    h.await.unwrap();
    let y = b.lock().await;
    println!("{} {}", y, a.lock().await);
}
