#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use smol::Timer;
use smol::io::AsyncReadExt;
use smol::net::TcpStream;

async fn pinned_each_turn(mut stream: TcpStream) -> std::io::Result<()> {
    let mut header = [0; 8];
    loop {
        let read = pin!(stream.read_exact(&mut header));
        let beat = pin!(Timer::after(Duration::from_secs(1)));
        match future::select(read, beat).await {
            Either::Left((read, _)) => read?,
            Either::Right(_) => println!("still there"),
        }
    }
}

async fn in_a_box(mut stream: TcpStream, orders: smol::channel::Receiver<u32>) -> Option<()> {
    loop {
        let read = Box::pin(frame(&mut stream));
        let order = Box::pin(orders.recv());
        if let Either::Right((order, _)) = future::select(read, order).await {
            println!("{}", order.ok()?);
        }
    }
}

async fn frame(stream: &mut TcpStream) -> std::io::Result<[u8; 4]> {
    let mut frame = [0; 4];
    stream.read_exact(&mut frame).await?;
    Ok(frame)
}

async fn limited(mut stream: tokio::net::TcpStream) -> std::io::Result<()> {
    use tokio::io::AsyncReadExt;

    let mut header = [0; 8];
    loop {
        let mut read = pin!(stream.read_exact(&mut header));
        if tokio::time::timeout(Duration::from_secs(1), &mut read).await.is_err() {
            println!("slow");
        }
    }
}

fn main() {}
