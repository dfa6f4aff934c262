#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn fetch(url: &str) -> String {
    url.to_owned()
}

async fn fetch_all(urls: &[String]) -> Vec<String> {
    join_all(urls.iter().map(|url| fetch(url))).await
}

fn main() {}
