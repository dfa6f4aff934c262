#![deny(wrong_runtime)]

use std::time::Duration;
use tokio::time::{Interval, interval};

struct Pulse {
    interval: Interval,
}

impl Pulse {
    fn new() -> Self {
        Self {
            interval: interval(Duration::from_secs(1)),
        }
    }
}

async fn beat() {
    let mut pulse = Pulse::new();
    loop {
        pulse.interval.tick().await;
    }
}

fn main() {
    async_std::task::spawn(beat());
    async_std::task::block_on(async_std::task::yield_now());
}
