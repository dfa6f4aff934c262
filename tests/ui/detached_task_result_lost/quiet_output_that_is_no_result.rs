#![deny(detached_task_result_lost)]
#![allow(unused)]

fn start() {
    tokio::spawn(async { Some(1) });
    let _ = tokio::spawn(std::future::pending::<()>());
    drop(tokio::task::spawn_blocking(|| 1 + 1));
    async_std::task::spawn(async { (1, "one") });
}

fn main() {}
