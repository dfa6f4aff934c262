#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::sync::{mpsc, oneshot};

async fn run(job: u32, answer: oneshot::Sender<u32>) {}

async fn work(mut jobs: mpsc::Receiver<u32>) {
    while let Some(job) = jobs.recv().await {
        let (answer, answered) = oneshot::channel();
        tokio::spawn(run(job, answer));
        println!("{:?}", answered.await);
    }
}

async fn compute(mut jobs: mpsc::Receiver<u32>) {
    while let Some(job) = jobs.recv().await {
        let task = tokio::task::spawn_blocking(move || job + 1);
        println!("{:?}", task.await);
    }
}

fn main() {}
