#![deny(lock_order_inversion)]
#![allow(unused)]

use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::Mutex;
#[async_trait]
trait Handler {
    async fn handle(&self);
    async fn flush(&self);
}
struct Svc {
    conns: Mutex<Vec<u32>>,
    outbox: Mutex<Vec<String>>,
}
#[async_trait]
impl Handler for Svc {
    async fn handle(&self) {
        let c = self.conns.lock().await;
        for id in c.iter() {
            self.outbox.lock().await.push(id.to_string());
        }
    }
    async fn flush(&self) {
        let mut o = self.outbox.lock().await;
        for m in o.drain(..) {
            self.drop_conn(m).await;
        }
    }
}
impl Svc {
    async fn drop_conn(&self, m: String) {
        self.conns.lock().await.retain(|c| c.to_string() != m);
    }
}
fn main() {}
