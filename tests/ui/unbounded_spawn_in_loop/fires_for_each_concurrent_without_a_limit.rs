#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use futures::StreamExt;
use futures::channel::mpsc;

async fn run(job: u32) {}

async fn work(jobs: mpsc::Receiver<u32>) {
    jobs.for_each_concurrent(None, |job| run(job)).await;
}

fn main() {}
