#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn reconnect(&mut self) -> std::io::Result<()> {
        self.stream = TcpStream::connect("localhost:80").await?;
        Ok(())
    }

    async fn run(&mut self) -> std::io::Result<()> {
        let mut frame = [0; 16];
        loop {
            let read = tokio::time::timeout(Duration::from_secs(1), self.stream.read_exact(&mut frame)).await;
            match read {
                Ok(read) => println!("{}", read?),
                Err(_) => self.reconnect().await?,
            }
        }
    }
}

fn main() {}
