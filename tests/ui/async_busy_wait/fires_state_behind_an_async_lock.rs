#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::RwLock;

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Starting,
    Ready,
}

struct Service {
    phase: Arc<RwLock<Phase>>,
}

impl Service {
    async fn ready(&self) {
        while *self.phase.read().await != Phase::Ready {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn main() {}
