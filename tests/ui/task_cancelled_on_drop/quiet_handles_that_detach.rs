#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn work() {}

async fn start() {
    tokio::spawn(work());
    async_std::task::spawn(work());
    let _ = tokio::spawn(work());
    drop(async_std::task::spawn(work()));
}

fn main() {}
