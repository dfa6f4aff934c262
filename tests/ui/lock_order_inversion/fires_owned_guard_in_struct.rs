#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};
struct Db {
    conn: Arc<Mutex<u32>>,
    cache: Arc<Mutex<Vec<u32>>>,
}
struct Tx {
    guard: OwnedMutexGuard<u32>,
}
impl Db {
    async fn begin(&self) -> Tx {
        Tx {
            guard: self.conn.clone().lock_owned().await,
        }
    }
    async fn get(&self) {
        let tx = self.begin().await;
        self.cache.lock().await.push(*tx.guard);
    }
    async fn fill(&self) {
        let mut c = self.cache.lock().await;
        if c.is_empty() {
            let tx = self.begin().await;
            c.push(*tx.guard);
        }
    }
}
fn main() {}
