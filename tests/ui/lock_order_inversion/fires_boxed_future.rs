#![deny(lock_order_inversion)]
#![allow(unused)]

use futures::lock::Mutex;
use std::{future::Future, pin::Pin, sync::Arc};
struct T {
    tree: Mutex<Vec<u32>>,
    cache: Mutex<Vec<u32>>,
}
fn walk(t: &T, d: u32) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async move {
        if d > 0 {
            walk(t, d - 1).await;
        }
        t.cache.lock().await.push(d);
    })
}
async fn a(t: Arc<T>) {
    let tree = t.tree.lock().await;
    walk(&t, tree.len() as u32).await;
}
async fn b(t: &T) {
    let c = t.cache.lock().await;
    t.tree.lock().await.extend(c.iter());
}
fn main() {}
