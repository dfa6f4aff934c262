#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::fmt::Display;
use tokio::task::JoinHandle;

fn start<E: Display + Send + 'static>(
    job: impl Future<Output = Result<(), E>> + Send + 'static,
) -> JoinHandle<Result<(), E>> {
    tokio::spawn(job)
}

fn run() {
    start(async { tokio::fs::create_dir("data").await });
}

fn main() {}
