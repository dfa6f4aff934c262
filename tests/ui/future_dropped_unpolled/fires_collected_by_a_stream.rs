#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::stream::{self, StreamExt};

async fn fetch(page: u32) -> String {
    format!("page {page}")
}

async fn fetch_all() {
    let _pages: Vec<_> = stream::iter(0..10).map(fetch).collect().await;
    let _more: Vec<_> = (0..3).map(async |page: u32| fetch(page).await).collect();
}

fn main() {}
