#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;

struct Upload {
    runtime: tokio::runtime::Handle,
}

impl Upload {
    async fn finish(&self) {}
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.runtime.block_on(self.finish());
    }
}

async fn send(upload: Arc<Upload>) {
    tokio::task::yield_now().await;
}

fn main() {}
