#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

async fn lines(stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            line = lines.next_line() => println!("{:?}", line?),
            _ = tick.tick() => {}
        }
    }
}

async fn buffered(mut stream: TcpStream) -> std::io::Result<()> {
    let mut buffer = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            read = stream.read_buf(&mut buffer) => println!("{}", read?),
            _ = tick.tick() => {
                stream.write_all(b"ping").await?;
            }
        }
    }
}

fn main() {}
