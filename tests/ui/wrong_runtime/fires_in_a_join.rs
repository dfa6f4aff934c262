#![deny(wrong_runtime)]

use std::time::Duration;

async fn tick() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

async fn work() -> u32 {
    42
}

fn main() {
    let ((), answer) = futures::executor::block_on(async { futures::join!(tick(), work()) });
    println!("{answer}");
    futures::executor::block_on(futures::future::join(work(), tick()));
}
