#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;
use tokio::runtime::Handle;

struct Upload;

impl Upload {
    async fn finish(&self) {}
}

impl Drop for Upload {
    fn drop(&mut self) {
        tokio::task::block_in_place(|| Handle::current().block_on(self.finish()));
    }
}

async fn send(upload: Arc<Upload>) {
    upload.finish().await;
}

fn main() {}
