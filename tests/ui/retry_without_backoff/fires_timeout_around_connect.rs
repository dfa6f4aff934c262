#![deny(retry_without_backoff)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

async fn connect(host: &str, port: u16) -> TcpStream {
    loop {
        match timeout(Duration::from_secs(5), TcpStream::connect((host, port))).await {
            Ok(Ok(stream)) => return stream,
            Ok(Err(error)) => eprintln!("{host} refuses: {error}"),
            Err(_) => eprintln!("{host} does not answer"),
        }
    }
}

fn main() {}
