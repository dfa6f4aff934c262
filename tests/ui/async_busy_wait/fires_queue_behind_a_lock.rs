#![deny(async_busy_wait)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

async fn handle(job: Box<str>) {
    smol::Timer::after(std::time::Duration::from_secs(1)).await;
    println!("{job}");
}

fn start(queue: Arc<Mutex<VecDeque<Box<str>>>>) {
    smol::spawn(async move {
        loop {
            let job = queue.lock().unwrap().pop_front();
            if let Some(job) = job {
                handle(job).await;
            } else {
                smol::future::yield_now().await;
            }
        }
    })
    .detach();
}

fn main() {}
