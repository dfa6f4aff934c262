#![deny(unbounded_join_all)]
#![allow(unused)]

// tokio's channels work on every runtime; a `JoinSet` does not.
use futures::future::join_all;
use smol::net::TcpStream;
use tokio::sync::mpsc;

async fn connect_all(peers: Vec<String>, done: mpsc::Sender<usize>) {
    let connected = join_all(peers.into_iter().map(TcpStream::connect)).await;
    let _ = done.send(connected.len()).await;
}

fn main() {
    let (done, _) = mpsc::channel(1);
    smol::block_on(connect_all(Vec::new(), done));
}
