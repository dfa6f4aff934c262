#![deny(large_future_spawned)]
#![allow(unused)]

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

async fn copy(mut from: TcpStream) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(1..) = from.read(&mut buffer).await {}
}

async fn accept(stream: TcpStream) {
    tokio::spawn(copy(stream));
}

fn main() {}
