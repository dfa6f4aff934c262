#![deny(wrong_runtime)]

use async_compat::{Compat, CompatExt};
use std::time::Duration;

async fn pause() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn main() {
    smol::block_on(Compat::new(pause()));
    smol::block_on(pause().compat());
    smol::block_on(async {
        Compat::new(async { tokio::time::sleep(Duration::from_millis(1)).await }).await;
        pause().compat().await;
    });
}
