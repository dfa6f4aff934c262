#![deny(detached_task_result_lost)]
#![allow(unused)]

use futures::executor::ThreadPool;
use futures::task::SpawnExt;

fn start(pool: &ThreadPool, path: String) {
    let handle = pool
        .spawn_with_handle(async move { smol::fs::read_link(path).await })
        .unwrap();
    handle.forget();
}

fn main() {}
