#![deny(retry_without_backoff)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

async fn connect(address: &str) -> TcpStream {
    loop {
        match TcpStream::connect(address).await {
            Ok(stream) => return stream,
            Err(error) => eprintln!("{error}"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn connect_with_pause_before(address: &str) -> TcpStream {
    let mut pause = None;
    loop {
        if let Some(pause) = pause {
            smol::Timer::after(pause).await;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return stream,
            Err(_) => pause = Some(Duration::from_secs(1)),
        }
    }
}

async fn connect_by_interval(address: &str) -> TcpStream {
    let mut interval = tokio::time::interval(Duration::from_secs(1));
    loop {
        interval.tick().await;
        if let Ok(stream) = TcpStream::connect(address).await {
            return stream;
        }
    }
}

async fn accept(listener: TcpListener) {
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => continue,
            Err(error) => {
                tracing::error!("{error}");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
    }
}

fn main() {}
