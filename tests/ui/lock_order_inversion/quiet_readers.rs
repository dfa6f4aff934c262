#![deny(lock_order_inversion)]
#![allow(unused)]

use tokio::sync::RwLock;

struct Config {
    routes: RwLock<Vec<String>>,
    limits: RwLock<Vec<u32>>,
}

impl Config {
    async fn route(&self) -> usize {
        let routes = self.routes.read().await;
        let limits = self.limits.read().await;
        routes.len() + limits.len()
    }

    async fn limit(&self) -> usize {
        let limits = self.limits.read().await;
        let routes = self.routes.read().await;
        routes.len() + limits.len()
    }
}

fn main() {}
