#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::pin::pin;
use std::time::Duration;

use futures::{FutureExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

// The tick only looks in on it: the read goes on.
async fn inner_loop(mut stream: TcpStream) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut header = [0; 8];
    loop {
        let read = stream.read_exact(&mut header);
        tokio::pin!(read);
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

// What was begun is brought to its end after the order.
async fn finished_after(mut stream: TcpStream, mut orders: mpsc::Receiver<u32>) -> Option<()> {
    let mut header = [0; 8];
    loop {
        let mut read = pin!(stream.read_exact(&mut header));
        tokio::select! {
            read = &mut read => println!("{}", read.ok()?),
            order = orders.recv() => {
                println!("{}", order?);
                read.await.ok()?;
            }
        }
    }
}

async fn finished_in_a_box(mut stream: TcpStream, mut orders: mpsc::Receiver<u32>) -> Option<()> {
    let mut header = [0; 8];
    loop {
        let mut read = Box::pin(stream.read_exact(&mut header));
        let order = tokio::select! {
            _ = &mut read => None,
            order = orders.recv() => Some(order?),
        };
        if let Some(order) = order {
            read.as_mut().await.ok()?;
        }
    }
}

async fn leaves(mut stream: TcpStream, mut stop: mpsc::Receiver<()>) -> std::io::Result<()> {
    let mut header = [0; 8];
    loop {
        let read = stream.read_exact(&mut header);
        tokio::pin!(read);
        tokio::select! {
            read = &mut read => println!("{}", read?),
            _ = stop.recv() => return Ok(()),
        }
    }
}

async fn fused(mut stream: futures::io::BufReader<smol::net::TcpStream>, orders: smol::channel::Receiver<u32>) {
    use futures::AsyncBufReadExt;

    let mut orders = pin!(orders.fuse());
    loop {
        let mut line = String::new();
        let mut read = stream.read_line(&mut line).fuse();
        loop {
            futures::select! {
                read = read => break,
                order = orders.next() => println!("{order:?}"),
            }
        }
    }
}

fn main() {}
