#![deny(lock_order_inversion)]
#![allow(unused)]

use tokio::sync::{Mutex, RwLock};
struct C {
    map: RwLock<Vec<u32>>,
    init: Mutex<bool>,
}
impl C {
    async fn a(&self) {
        let n = {
            let m = self.map.read().await;
            m.len()
        };
        *self.init.lock().await = n > 1;
    }
    async fn b(&self) {
        let i = self.init.lock().await;
        if *i {
            self.map.write().await.clear();
        }
    }
    async fn c(&self) {
        let m = self.map.read().await;
        let n = m.len();
        drop(m);
        self.set(n > 2).await;
    }
    async fn set(&self, v: bool) {
        *self.init.lock().await = v;
    }
    async fn d(&self) {
        if self.map.read().await.is_empty() {
            return;
        }
        *self.init.lock().await = true;
    }
    async fn e(&self) {
        let v: Vec<u32> = self.map.read().await.iter().copied().collect();
        for x in v {
            *self.init.lock().await = x > 1;
        }
    }
}
fn main() {}
