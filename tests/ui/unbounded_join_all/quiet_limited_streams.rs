#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::stream::{self, StreamExt, TryStreamExt};

async fn fetch(url: String) -> Result<String, String> {
    Ok(url)
}

async fn fetch_all(urls: Vec<String>) -> Result<Vec<String>, String> {
    stream::iter(urls).map(fetch).buffered(16).try_collect().await
}

fn main() {}
