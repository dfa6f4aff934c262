#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::pin::pin;
use std::time::Duration;

use futures::{FutureExt, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

struct Peer {
    stream: TcpStream,
    orders: mpsc::Receiver<u32>,
}

impl Peer {
    async fn frame(&mut self) -> std::io::Result<Vec<u8>> {
        let mut frame = vec![0; self.stream.read_u32().await? as usize];
        self.stream.read_exact(&mut frame).await?;
        Ok(frame)
    }
}

// Pinned, and dropped at the end of each turn all the same.
async fn ticks(mut stream: TcpStream) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut header = [0; 8];
    loop {
        let read = stream.read_exact(&mut header);
        tokio::pin!(read);
        tokio::select! {
            read = &mut read => {
                read?;
            }
            _ = tick.tick() => println!("still there"),
        }
    }
}

async fn with_std_pin(stream: TcpStream, mut orders: mpsc::Receiver<u32>) -> Option<()> {
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        let mut read = pin!(lines.read_line(&mut line));
        tokio::select! {
            read = &mut read => println!("{}", read.ok()?),
            order = orders.recv() => println!("{}", order?),
        }
    }
}

async fn in_a_box(mut stream: TcpStream, mut orders: mpsc::Receiver<u32>) -> Option<()> {
    let mut header = [0; 8];
    loop {
        let mut read = Box::pin(stream.read_exact(&mut header));
        tokio::select! {
            read = &mut read => println!("{}", read.ok()?),
            order = orders.recv() => println!("{}", order?),
        }
    }
}

async fn fused(mut stream: futures::io::BufReader<smol::net::TcpStream>, orders: smol::channel::Receiver<u32>) {
    use futures::AsyncBufReadExt;

    let mut orders = pin!(orders.fuse());
    loop {
        let mut line = String::new();
        let mut read = stream.read_line(&mut line).fuse();
        futures::select! {
            read = read => println!("{read:?}"),
            order = orders.next() => println!("{order:?}"),
        }
    }
}

// The inner loop keeps it, the order leaves that loop, and the outer one begins to read anew.
async fn inner_loop(mut peer: Peer, mut orders: mpsc::Receiver<u32>) -> std::io::Result<()> {
    let mut beats = 0;
    loop {
        let frame = peer.frame();
        tokio::pin!(frame);
        loop {
            tokio::select! {
                frame = &mut frame => {
                    println!("{}", frame?.len());
                    break;
                }
                order = orders.recv() => match order {
                    Some(0) => break,
                    _ => beats += 1,
                }
            }
        }
    }
}

fn main() {}
