#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;

struct Upload {
    number: u32,
}

async fn finish(number: u32) {}

impl Drop for Upload {
    fn drop(&mut self) {
        let number = self.number;
        std::thread::spawn(move || futures::executor::block_on(finish(number)));
    }
}

async fn send(upload: Arc<Upload>) {
    finish(upload.number).await;
}

fn main() {}
