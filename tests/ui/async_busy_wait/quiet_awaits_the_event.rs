#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Notify, mpsc, watch};

async fn by_notify(ready: &AtomicBool, changed: &Notify) {
    while !ready.load(Ordering::Acquire) {
        changed.notified().await;
    }
}

async fn by_watch(mut phase: watch::Receiver<u32>) {
    while *phase.borrow() < 3 {
        if phase.changed().await.is_err() {
            break;
        }
    }
}

async fn drains_first(mut jobs: mpsc::Receiver<u32>) -> u32 {
    let mut sum = 0;
    loop {
        while let Ok(job) = jobs.try_recv() {
            sum += job;
        }
        match jobs.recv().await {
            Some(job) => sum += job,
            None => return sum,
        }
    }
}

async fn either(stop: &AtomicBool, mut jobs: mpsc::Receiver<u32>) {
    while !stop.load(Ordering::Relaxed) {
        tokio::select! {
            job = jobs.recv() => println!("{job:?}"),
            () = tokio::time::sleep(std::time::Duration::from_millis(1)) => {}
        }
    }
}

fn main() {}
