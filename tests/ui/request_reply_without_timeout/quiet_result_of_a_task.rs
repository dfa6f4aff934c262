//! No mailbox: the task begins at once, and drops its end of the channel if it fails.

#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::oneshot;

fn sum(numbers: &[u64]) -> u64 {
    numbers.iter().sum()
}

async fn in_the_pool(numbers: Vec<u64>) -> u64 {
    let (done, result) = oneshot::channel();
    rayon::spawn(move || {
        let _ = done.send(sum(&numbers));
    });
    result.await.expect("the pool runs")
}

async fn in_a_task(numbers: Vec<u64>) -> u64 {
    let (done, result) = oneshot::channel();
    tokio::spawn(async move {
        let _ = done.send(sum(&numbers));
    });
    result.await.expect("the task runs")
}

fn main() {}
