#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use futures::StreamExt;
use futures::channel::mpsc;

async fn run(job: u32) -> u32 {
    job
}

async fn work(jobs: mpsc::Receiver<u32>, others: mpsc::Receiver<u32>) {
    let mut done = jobs.map(|job| tokio::spawn(run(job))).buffer_unordered(16);
    while let Some(done) = done.next().await {
        println!("{done:?}");
    }
    others.for_each_concurrent(16, |job| async move { println!("{}", run(job).await) }).await;
}

fn main() {}
