#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn get(host: u32) {}

async fn double() {
    let mut left = vec![1];
    let mut right = vec![2];
    while left.len() < 1000 {
        for number in left.clone() {
            right.push(number);
        }
        for number in right.clone() {
            left.push(number);
        }
    }
    let mut futures = Vec::new();
    for number in left {
        futures.push(get(number));
    }
    join_all(futures).await;
}

async fn chain() {
    let mut left = vec![1];
    let mut right = vec![2];
    for number in left.clone() {
        right.push(number);
    }
    for number in right.clone() {
        left.push(number);
    }
    join_all(left.into_iter().map(get)).await;
}

async fn nested(hosts: &[u32]) {
    let mut futures = Vec::new();
    for _ in ["a", "b"] {
        for host in hosts {
            futures.push(get(*host));
        }
    }
    join_all(futures).await;
}

fn main() {}
