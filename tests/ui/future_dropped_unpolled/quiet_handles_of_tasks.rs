#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn work() {}

async fn start() {
    drop(tokio::spawn(work()));
    drop(async_std::task::spawn(work()));
    let task = smol::spawn(work());
    tokio::task::yield_now().await;
    drop(task);
    let _tasks: Vec<_> = (0..4).map(|_| smol::spawn(work())).collect();
    let mut handles = Vec::new();
    for _ in 0..4 {
        handles.push(tokio::spawn(work()));
    }
    let _ = Some(tokio::task::spawn_blocking(|| 1));
}

fn main() {}
