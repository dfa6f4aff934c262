#![deny(retry_without_backoff)]
#![allow(unused)]

use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, watch};

async fn connect(address: String, changed: Arc<Notify>) -> TcpStream {
    loop {
        match TcpStream::connect(&address).await {
            Ok(stream) => return stream,
            Err(_) => changed.notified().await,
        }
    }
}

async fn follow(mut addresses: watch::Receiver<String>) {
    loop {
        let address = addresses.borrow().clone();
        if let Ok(stream) = TcpStream::connect(address).await {
            drop(stream);
        }
        if addresses.changed().await.is_err() {
            return;
        }
    }
}

async fn flush(address: &str, mut batches: mpsc::Receiver<Vec<u8>>) {
    loop {
        let Some(batch) = batches.recv().await else { return };
        let Ok(stream) = TcpStream::connect(address).await else { continue };
    }
}

fn main() {}
