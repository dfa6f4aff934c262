#![deny(unbounded_join_all)]
#![allow(unused)]

// They run already: who joins them only waits.
use futures::future::join_all;

async fn stop(workers: Vec<tokio::task::JoinHandle<()>>, tasks: Vec<smol::Task<u32>>) {
    join_all(workers).await;
    println!("{:?}", join_all(tasks).await);
}

fn main() {}
