#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;
use tokio::runtime::Handle;

struct Upload {
    number: u32,
}

async fn finish(number: u32) {}

impl Drop for Upload {
    fn drop(&mut self) {
        match Handle::try_current() {
            Ok(handle) => {
                handle.spawn(finish(self.number));
            }
            Err(_) => futures::executor::block_on(finish(self.number)),
        }
    }
}

async fn send(upload: Arc<Upload>) {
    finish(upload.number).await;
}

fn main() {}
