#![deny(retry_without_backoff)]
#![allow(unused)]

use tokio::net::TcpStream;

async fn connect(address: &str) -> TcpStream {
    loop {
        match TcpStream::connect(address).await {
            Ok(stream) => break stream,
            Err(error) => eprintln!("cannot connect to {address}: {error}"),
        }
    }
}

async fn connect_quietly(address: &str) -> TcpStream {
    loop {
        if let Ok(stream) = TcpStream::connect(address).await {
            return stream;
        }
        tokio::task::yield_now().await;
    }
}

fn main() {}
