#![deny(wrong_runtime)]

use std::time::Duration;

async fn size() -> std::io::Result<usize> {
    smol::Timer::after(Duration::from_millis(1)).await;
    let manifest = smol::fs::read("Cargo.toml").await?;
    let doubled = smol::unblock(move || manifest.len() * 2).await;
    Ok(doubled / 2)
}

async fn pause() {
    async_std::task::sleep(Duration::from_millis(1)).await;
}

fn main() {
    println!("{:?}", smol::block_on(size()));
    async_std::task::block_on(async_std::task::spawn(pause()));
}
