#![deny(wrong_runtime)]

use std::time::Duration;

async fn pause() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(pause());
    runtime
        .block_on(async { tokio::spawn(pause()).await })
        .expect("no panic");
    smol::block_on(async { smol::Timer::after(Duration::from_millis(1)).await });
}
