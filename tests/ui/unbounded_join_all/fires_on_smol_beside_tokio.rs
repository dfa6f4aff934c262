#![deny(unbounded_join_all)]
#![allow(unused)]

// tokio comes with `async_compat`, and is a dependency of the package; what runs here is smol.
use async_compat::Compat;
use futures::future::join_all;
use smol::net::TcpStream;

async fn connect_all(peers: Vec<String>) {
    join_all(peers.into_iter().map(TcpStream::connect)).await;
}

fn main() {
    smol::block_on(Compat::new(connect_all(Vec::new())));
}
