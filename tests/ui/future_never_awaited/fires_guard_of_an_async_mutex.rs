#![deny(future_never_awaited)]
#![allow(unused)]

use tokio::sync::Mutex;

struct Counter {
    turn: Mutex<()>,
    count: std::cell::Cell<u32>,
}

impl Counter {
    async fn add(&self) {
        let _guard = self.turn.lock();
        self.count.set(self.count.get() + 1);
    }
}

fn main() {}
