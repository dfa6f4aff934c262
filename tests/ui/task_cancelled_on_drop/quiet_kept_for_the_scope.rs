#![deny(task_cancelled_on_drop)]
#![allow(unused)]

use std::time::Duration;

async fn work() {}

async fn serve() {
    let _driver = smol::spawn(work());
    smol::Timer::after(Duration::from_secs(1)).await;
}

fn run(executor: &async_executor::LocalExecutor<'_>) {
    let _task = executor.spawn(work());
    smol::block_on(executor.run(work()));
}

fn wait() {
    let _task = smol::spawn(work());
    loop {}
}

fn main() {}
