#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

async fn accept(listener: TcpListener) -> std::io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        let mut token = [0; 16];
        if tokio::time::timeout(Duration::from_secs(1), stream.read_exact(&mut token)).await.is_err() {
            println!("no token");
            continue;
        }
        println!("{token:?}");
    }
}

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn run(&mut self) -> std::io::Result<()> {
        let mut frame = [0; 16];
        loop {
            if tokio::time::timeout(Duration::from_secs(1), self.stream.read_exact(&mut frame)).await.is_err() {
                self.stream = TcpStream::connect("localhost:80").await?;
            }
        }
    }
}

fn main() {}
