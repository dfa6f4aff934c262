#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn work(number: u64) {}

async fn all(numbers: Vec<u64>) {
    join_all(numbers.into_iter().take(16).map(work)).await;
}

fn main() {}
