#![deny(retry_without_backoff)]
#![allow(unused)]

use std::io;
use std::net::SocketAddr;

use async_std::io::ReadExt;
use async_std::net::TcpStream;

struct Client {
    address: SocketAddr,
    failures: u64,
}

impl Client {
    async fn session(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(self.address).await?;
        let mut buffer = [0; 1024];
        loop {
            if stream.read(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
    }

    async fn run(&mut self) {
        loop {
            if let Err(error) = self.session().await {
                self.failures += 1;
                eprintln!("the session has ended: {error}");
            }
        }
    }
}

fn main() {}
