#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::stream::{self, StreamExt};

async fn fetch(page: u32) -> String {
    format!("page {page}")
}

async fn fetch_all() {
    let _pages = stream::iter(0..10)
        .map(|page| fetch(page))
        .buffer_unordered(4);
}

fn main() {}
