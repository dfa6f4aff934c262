#![deny(wrong_runtime)]

use std::time::Duration;

async fn pause() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn wait() {
    futures::executor::block_on(pause());
}

#[tokio::main]
async fn main() {
    tokio::task::spawn_blocking(wait).await.expect("no panic");
    tokio::task::spawn_blocking(|| pollster::block_on(pause()))
        .await
        .expect("no panic");
}
