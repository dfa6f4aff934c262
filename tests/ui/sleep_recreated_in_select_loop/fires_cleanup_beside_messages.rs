#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;

async fn store(line: String) {}

async fn remove_old() {}

async fn keep(mut lines: Receiver<String>) {
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = tokio::time::sleep(Duration::from_secs(60)) => remove_old().await,
        }
    }
}

fn main() {}
