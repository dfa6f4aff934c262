#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

async fn both(mut left: TcpStream, mut right: TcpStream) {
    let (mut here, mut there) = ([0; 4], [0; 4]);
    loop {
        let (left, right) = tokio::join!(left.read_exact(&mut here), right.read_exact(&mut there));
        if left.is_err() || right.is_err() {
            break;
        }
    }
}

async fn reader_task(mut stream: TcpStream) {
    let (sender, mut frames) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move {
        let mut frame = [0; 4];
        while stream.read_exact(&mut frame).await.is_ok() {
            if sender.send(frame).await.is_err() {
                break;
            }
        }
    });
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            Some(frame) = frames.recv() => println!("{frame:?}"),
            _ = tick.tick() => {}
            else => break,
        }
    }
}

fn main() {}
