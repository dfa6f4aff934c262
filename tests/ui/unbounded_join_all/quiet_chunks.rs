#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn work(number: &u64) {}

async fn all(numbers: Vec<u64>) {
    for some in numbers.chunks(16) {
        join_all(some.iter().map(work)).await;
    }
}

fn main() {}
