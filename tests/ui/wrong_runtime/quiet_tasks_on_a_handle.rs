#![deny(wrong_runtime)]

use std::time::Duration;
use tokio::runtime::{Handle, Runtime};

async fn answer(handle: Handle) -> u32 {
    let computing = handle.spawn(async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        42
    });
    computing.await.unwrap_or_default()
}

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    assert_eq!(smol::block_on(answer(runtime.handle().clone())), 42);
}
