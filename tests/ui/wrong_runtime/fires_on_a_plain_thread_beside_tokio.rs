#![deny(wrong_runtime)]

use std::thread;
use std::time::Duration;

async fn tick() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

fn beat() {
    loop {
        futures::executor::block_on(tick());
    }
}

#[tokio::main]
async fn main() {
    thread::spawn(beat);
    thread::spawn(|| futures::executor::block_on(tick()));
    tick().await;
}
