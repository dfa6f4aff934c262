#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use smol::Timer;
use smol::io::AsyncReadExt;
use smol::net::TcpStream;

async fn kept_for_the_next_turn(mut stream: TcpStream, orders: smol::channel::Receiver<u32>) -> Option<()> {
    let mut header = [0; 8];
    let mut read = Box::pin(stream.read_exact(&mut header));
    loop {
        match future::select(read, Box::pin(orders.recv())).await {
            Either::Left((read, _)) => return read.ok(),
            Either::Right((order, rest)) => {
                println!("{}", order.ok()?);
                read = rest;
            }
        }
    }
}

async fn finished(mut stream: TcpStream) -> std::io::Result<()> {
    let mut header = [0; 8];
    loop {
        let read = pin!(stream.read_exact(&mut header));
        let beat = pin!(Timer::after(Duration::from_secs(1)));
        match future::select(read, beat).await {
            Either::Left((read, _)) => read?,
            Either::Right((_, read)) => {
                println!("slow");
                read.await?;
            }
        }
    }
}

async fn leaves(mut stream: TcpStream) -> std::io::Result<()> {
    let mut header = [0; 8];
    loop {
        let read = pin!(stream.read_exact(&mut header));
        let limit = pin!(Timer::after(Duration::from_secs(1)));
        match future::select(read, limit).await {
            Either::Left((read, _)) => read?,
            Either::Right(_) => return Err(std::io::ErrorKind::TimedOut.into()),
        }
    }
}

async fn limited(mut stream: tokio::net::TcpStream) -> std::io::Result<()> {
    use tokio::io::AsyncReadExt;

    let mut header = [0; 8];
    loop {
        let mut read = pin!(stream.read_exact(&mut header));
        while tokio::time::timeout(Duration::from_secs(1), &mut read).await.is_err() {
            println!("slow");
        }
    }
}

fn main() {}
