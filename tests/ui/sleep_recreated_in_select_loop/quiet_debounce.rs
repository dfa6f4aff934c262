#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

fn parse(line: &str) -> u64 {
    0
}

async fn reload() {}

async fn on_calm(mut changes: Receiver<String>) {
    loop {
        tokio::select! {
            Some(_) = changes.recv() => {}
            _ = sleep(Duration::from_secs(2)) => reload().await,
        }
    }
}

async fn if_changed(mut changes: Receiver<String>) {
    let mut pending = None;
    loop {
        tokio::select! {
            Some(change) = changes.recv() => pending = Some(parse(&change)),
            _ = sleep(Duration::from_secs(2)), if pending.is_some() => {
                pending = None;
                reload().await;
            }
        }
    }
}

fn main() {}
