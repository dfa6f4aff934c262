#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

fn parse(line: &str) -> u64 {
    0
}

async fn write(batch: Vec<u64>) {}

async fn collect(mut lines: Receiver<String>) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            Some(line) = lines.recv() => {
                batch.push(parse(&line));
                if batch.len() == 100 {
                    write(std::mem::take(&mut batch)).await;
                }
            }
            _ = sleep(Duration::from_secs(1)) => write(std::mem::take(&mut batch)).await,
        }
    }
}

struct Writer {
    lines: Receiver<String>,
    dirty: bool,
}

impl Writer {
    async fn apply(&mut self, line: String) {
        self.dirty = true;
    }

    async fn flush(&mut self) {
        self.dirty = false;
    }

    async fn run(&mut self) {
        loop {
            tokio::select! {
                Some(line) = self.lines.recv() => self.apply(line).await,
                _ = sleep(Duration::from_secs(1)) => self.flush().await,
            }
        }
    }
}

fn main() {}
