#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep, sleep_until};

const PERIOD: Duration = Duration::from_secs(60);

async fn store(line: String) {}

async fn remove_old() {}

async fn keep(mut lines: Receiver<String>) {
    let due = sleep(PERIOD);
    tokio::pin!(due);
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = &mut due => {
                remove_old().await;
                due.as_mut().reset(Instant::now() + PERIOD);
            }
        }
    }
}

async fn keep_until(mut lines: Receiver<String>) {
    let mut due = Instant::now() + PERIOD;
    loop {
        tokio::select! {
            Some(line) = lines.recv() => store(line).await,
            _ = sleep_until(due) => {
                due += PERIOD;
                remove_old().await;
            }
        }
    }
}

fn main() {}
