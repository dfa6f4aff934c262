#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::join_all;
use tokio::net::TcpStream;

async fn connect_all(peers: Vec<String>) {
    join_all(peers.into_iter().map(TcpStream::connect)).await;
}

fn main() {}
