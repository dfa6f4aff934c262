#![deny(async_busy_wait)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::mpsc;

async fn discard(mut jobs: mpsc::UnboundedReceiver<u32>) {
    while jobs.try_recv().is_ok() {}
    while let Ok(_) = jobs.try_recv() {
        tokio::task::yield_now().await;
    }
    while matches!(jobs.try_recv(), Ok(_)) {
        tokio::task::yield_now().await;
    }
    loop {
        let Ok(job) = jobs.try_recv() else { break };
        tokio::task::yield_now().await;
    }
}

async fn clear(queue: &Mutex<VecDeque<u32>>) {
    while queue.lock().unwrap().pop_front().is_some() {
        smol::future::yield_now().await;
    }
}

async fn first_error(mut jobs: mpsc::Receiver<u32>) -> Result<(), mpsc::error::TryRecvError> {
    loop {
        jobs.try_recv()?;
        tokio::task::yield_now().await;
    }
}

fn main() {}
