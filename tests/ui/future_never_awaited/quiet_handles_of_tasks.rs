#![deny(future_never_awaited)]
#![allow(unused)]

use async_executor::Executor;

async fn work() {}

async fn start(executor: &Executor<'_>) {
    let _tokio = tokio::spawn(work());
    let _std = async_std::task::spawn(work());
    let _smol = smol::spawn(work());
    let _own = executor.spawn(work());
    let _blocking = tokio::task::spawn_blocking(|| 1);
    let _unblocked = smol::unblock(|| 1);
}

fn main() {}
