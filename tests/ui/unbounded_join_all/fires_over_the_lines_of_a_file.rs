#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;

async fn send(line: &str) {}

async fn send_lines(text: &str) {
    let sends = text.lines().filter(|line| !line.is_empty()).map(send).collect::<Vec<_>>();
    join_all(sends).await;
}

fn main() {}
