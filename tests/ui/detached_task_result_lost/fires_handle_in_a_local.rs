#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::pin::Pin;

type Boxed = Pin<Box<dyn Future<Output = Result<u32, String>> + Send>>;

fn start(job: Boxed) {
    let handle = tokio::spawn(job);
    drop(handle);
}

fn detach(executor: &async_executor::Executor<'static>, job: Boxed) {
    let task = executor.spawn(job);
    task.detach();
}

fn main() {}
