#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::sync::mpsc;
use tokio::task::JoinSet;

async fn run(job: u32) {}

async fn work(mut jobs: mpsc::Receiver<u32>) {
    let mut tasks = JoinSet::new();
    while let Some(job) = jobs.recv().await {
        while tasks.len() >= 16 {
            tasks.join_next().await;
        }
        tasks.spawn(run(job));
    }
}

fn main() {}
