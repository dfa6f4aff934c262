#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn page(number: usize) -> Vec<String> {
    Vec::new()
}

async fn pages(count: usize) -> Vec<String> {
    let pages = (0..count).map(page);
    join_all(pages).await.concat()
}

fn main() {}
