#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn work() {}

async fn start(executor: &async_executor::Executor<'_>) {
    smol::spawn(work()).detach();
    executor.spawn(work()).detach();
    let task = smol::spawn(work());
    task.detach();
}

fn main() {}
