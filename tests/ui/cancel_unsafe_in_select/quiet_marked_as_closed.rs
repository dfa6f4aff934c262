#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

struct Session {
    stream: TcpStream,
    closed: bool,
}

impl Session {
    async fn run(&mut self) {
        let mut frame = [0; 8];
        while !self.closed {
            let read = tokio::time::timeout(Duration::from_secs(1), self.stream.read_exact(&mut frame));
            match read.await {
                Ok(read) => println!("{}", read.is_ok()),
                Err(_) => {
                    println!("closed, it took too long");
                    self.closed = true;
                }
            }
        }
    }
}

fn main() {}
