#![deny(wrong_runtime)]

use std::time::Duration;
use tokio::runtime::Handle;

async fn pause(time: Duration) {
    if Handle::try_current().is_ok() {
        tokio::time::sleep(time).await;
    } else {
        smol::Timer::after(time).await;
    }
}

fn main() {
    smol::block_on(pause(Duration::from_millis(1)));
}
