#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::pin::pin;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut header = [0; 4];
    loop {
        let mut read = pin!(stream.read_exact(&mut header));
        loop {
            tokio::select! {
                read = &mut read => {
                    read?;
                    break;
                }
                _ = tick.tick() => println!("still there"),
            }
        }
    }
}

async fn boxed(mut stream: TcpStream) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut header = [0; 4];
    let mut read = Box::pin(stream.read_exact(&mut header));
    loop {
        tokio::select! {
            read = read.as_mut() => return read.map(drop),
            _ = tick.tick() => println!("still there"),
        }
    }
}

fn main() {}
