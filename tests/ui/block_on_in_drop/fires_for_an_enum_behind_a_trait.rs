#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;
use tokio::sync::Mutex;

trait Close {
    fn close(&mut self);
}

enum Channel {
    Open(u32),
    Closed,
}

impl Close for Channel {
    fn close(&mut self) {
        if let Channel::Open(number) = self {
            futures_lite::future::block_on(async { *number += 1 });
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        Close::close(self);
    }
}

fn start(channels: Arc<Mutex<Vec<Channel>>>) {
    tokio::spawn(async move {
        channels.lock().await.clear();
    });
}

fn main() {}
