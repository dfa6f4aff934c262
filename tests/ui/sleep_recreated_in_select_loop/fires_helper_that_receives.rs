#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::broadcast;

struct Feed {
    prices: broadcast::Receiver<u64>,
}

impl Feed {
    async fn next_price(&mut self) -> Option<u64> {
        self.prices.recv().await.ok()
    }
}

async fn publish(price: u64) {}

async fn check_health() -> Result<(), std::io::Error> {
    Ok(())
}

async fn follow(mut feed: Feed, every: u64) -> Result<(), std::io::Error> {
    loop {
        tokio::select! {
            Some(price) = feed.next_price() => publish(price).await,
            _ = tokio::time::sleep(Duration::from_secs(every)) => check_health().await?,
            else => break,
        }
    }
    Ok(())
}

fn main() {}
