#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn compute() -> u64 {
    1
}

fn with_a_limit() -> Option<u64> {
    let (answer, answered) = mpsc::channel();
    thread::spawn(move || {
        let _ = answer.send(compute());
    });
    answered.recv_timeout(Duration::from_secs(1)).ok()
}

async fn on_a_task() -> Option<u64> {
    let (answer, mut answered) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let _ = match compute() {
            0 => answer.send(0),
            more => answer.send(more + 1),
        };
    });
    let received = answered.recv().await;
    while let Some(late) = answered.recv().await {}
    received
}

fn main() {}
