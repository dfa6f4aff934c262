#![deny(future_never_awaited)]
#![allow(unused)]

use std::time::Duration;

async fn tokio() {
    let _pause = tokio::time::sleep(Duration::from_secs(1));
}

async fn smol() {
    let _pause = smol::Timer::after(Duration::from_secs(1));
}

async fn async_std() {
    let pause = async_std::task::sleep(Duration::from_secs(1));
}

fn main() {}
