#![deny(wrong_runtime)]

use std::time::Duration;

#[async_std::main]
async fn main() {
    let answer = tokio::time::timeout(Duration::from_secs(1), async_std::task::yield_now()).await;
    println!("{answer:?}");
}
