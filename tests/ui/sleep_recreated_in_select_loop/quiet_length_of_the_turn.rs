#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

async fn store(line: String) {}

async fn connect() -> bool {
    false
}

async fn due() -> Duration {
    Duration::from_secs(3)
}

async fn keep(mut lines: Receiver<String>) {
    let mut pause = Duration::from_secs(1);
    loop {
        let next = due().await;
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = sleep(next) => drop(connect().await),
            _ = sleep(pause) => if !connect().await {
                pause *= 2;
            },
        }
    }
}

fn main() {}
