#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use std::sync::Arc;

use async_lock::{RwLock, RwLockUpgradableReadGuard};
use async_trait::async_trait;

#[async_trait]
trait Source {
    async fn load(&self) -> String;
    async fn refresh(&self);
}

struct Remote {
    last: RwLock<String>,
    next: Arc<dyn Source + Send + Sync>,
}

#[async_trait]
impl Source for Remote {
    async fn load(&self) -> String {
        self.last.read().await.clone()
    }

    async fn refresh(&self) {
        let last = self.last.upgradable_read().await;
        if last.is_empty() {
            let loaded = self.next.load().await;
            let mut last = RwLockUpgradableReadGuard::upgrade(last).await;
            *last = loaded;
        }
    }
}

fn main() {}
