#![deny(unbounded_join_all)]
#![allow(unused)]

use std::time::Duration;

use futures::future::join_all;

async fn close(connection: u64) {}

async fn close_all(connections: Vec<u64>) {
    tokio::select! {
        _ = join_all(connections.into_iter().map(close)) => println!("closed"),
        _ = tokio::time::sleep(Duration::from_secs(5)) => println!("too late"),
    }
}

fn main() {}
