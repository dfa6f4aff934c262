#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;

struct Upload {
    runtime: tokio::runtime::Handle,
    number: u32,
}

async fn finish(number: u32) {}

impl Drop for Upload {
    fn drop(&mut self) {
        self.runtime.spawn(finish(self.number));
    }
}

async fn send(upload: Arc<Upload>) {
    finish(upload.number).await;
}

fn main() {}
