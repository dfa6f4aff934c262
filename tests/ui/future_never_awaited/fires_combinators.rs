#![deny(future_never_awaited)]
#![allow(unused)]

use futures::FutureExt;
use std::time::Duration;

async fn load(name: &str) -> String {
    name.to_owned()
}

async fn start() {
    let _length = load("a").map(|text| text.len());
    let _limited = tokio::time::timeout(Duration::from_secs(1), load("b"));
    let _boxed = Box::pin(load("c"));
    let _both = futures::future::join(load("d"), load("e"));
    let _erased = load("f").boxed();
    let renamed = load("g");
    let _again = renamed;
}

fn main() {}
