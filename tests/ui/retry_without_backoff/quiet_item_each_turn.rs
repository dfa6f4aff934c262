#![deny(retry_without_backoff)]
#![allow(unused)]

use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::sync::mpsc::Receiver;

async fn connect_all(mut addresses: Receiver<SocketAddr>) {
    while let Some(address) = addresses.recv().await {
        if let Err(error) = TcpStream::connect(address).await {
            eprintln!("{error}");
        }
    }
}

async fn connect_first(addresses: Vec<SocketAddr>) -> Option<TcpStream> {
    let mut addresses = addresses.into_iter();
    while let Some(address) = addresses.next() {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Some(stream);
        }
    }
    None
}

fn read_all(jobs: std::sync::mpsc::Receiver<std::path::PathBuf>) {
    for path in jobs {
        match std::fs::read(&path) {
            Ok(bytes) => println!("{}", bytes.len()),
            Err(error) => eprintln!("{error}"),
        }
    }
}

fn main() {}
