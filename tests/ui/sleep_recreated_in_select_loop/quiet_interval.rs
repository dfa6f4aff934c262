#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;

async fn store(line: String) {}

async fn remove_old() {}

async fn keep(mut lines: Receiver<String>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(60));
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = ticks.tick() => remove_old().await,
        }
    }
}

fn main() {}
