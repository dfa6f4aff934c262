#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;

async fn store(line: String) {}

async fn close() {}

async fn keep(mut lines: Receiver<String>) {
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = tokio::time::sleep(Duration::from_secs(60)) => {
                close().await;
                break;
            }
        }
    }
}

async fn keep_or_fail(mut lines: Receiver<String>) -> Result<(), &'static str> {
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = tokio::time::sleep(Duration::from_secs(60)) => return Err("idle"),
        }
    }
}

async fn keep_or_panic(mut lines: Receiver<String>) {
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = tokio::time::sleep(Duration::from_secs(60)) => {
                close().await;
                panic!("nobody talks to us");
            }
        }
    }
}

fn main() {}
