#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};

struct Cache {
    prices: Mutex<HashMap<String, u32>>,
    names: Arc<RwLock<Vec<String>>>,
}

async fn fetch(_: &str) -> u32 {
    tokio::task::yield_now().await;
    7
}

impl Cache {
    async fn price(&self, name: &str) -> u32 {
        let mut prices = self.prices.lock().await;
        if let Some(price) = prices.get(name) {
            return *price;
        }
        let price = fetch(name).await;
        prices.insert(name.to_owned(), price);
        price
    }

    async fn rename(&self, name: &str) {
        let mut names = self.names.clone().write_owned().await;
        fetch(name).await;
        names.push(name.to_owned());
    }
}

fn main() {}
