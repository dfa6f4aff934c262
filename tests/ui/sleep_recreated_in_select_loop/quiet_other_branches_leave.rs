#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::{broadcast, mpsc};
use tokio::time::sleep;

async fn poll() {}

async fn reload() {}

async fn until_told(mut stop: broadcast::Receiver<()>) {
    loop {
        tokio::select! {
            _ = stop.recv() => {
                println!("stopping");
                return;
            }
            _ = sleep(Duration::from_secs(5)) => poll().await,
        }
    }
}

async fn with_signal(mut signals: mpsc::Receiver<()>) {
    loop {
        tokio::select! {
            Some(()) = signals.recv() => reload().await,
            _ = sleep(Duration::from_secs(5)) => poll().await,
        }
    }
}

async fn once(mut lines: mpsc::Receiver<String>) {
    tokio::select! {
        Some(_) = lines.recv() => reload().await,
        _ = sleep(Duration::from_secs(5)) => poll().await,
    }
}

fn main() {}
