#![deny(sequential_awaits)]
#![allow(unused)]

//! Writes, timers, sends and locks are awaited for their order.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn store() -> std::io::Result<(u64, u64)> {
    let copied = tokio::fs::copy("a", "b").await?;
    let again = tokio::fs::copy("b", "c").await?;
    Ok((copied, again))
}

async fn wait() -> ((), ()) {
    let paused = tokio::time::sleep(Duration::from_millis(1)).await;
    let again = tokio::time::sleep(Duration::from_millis(2)).await;
    (paused, again)
}

async fn locks(a: &tokio::sync::Mutex<u32>, b: &tokio::sync::Mutex<u32>) -> u32 {
    let one = a.lock().await;
    let two = b.lock().await;
    *one + *two
}

async fn receive(a: &mut tokio::sync::mpsc::Receiver<u32>, b: &mut tokio::sync::mpsc::Receiver<u32>) -> Option<u32> {
    let one = a.recv().await?;
    let two = b.recv().await?;
    Some(one + two)
}

async fn head(stream: &mut tokio::net::TcpStream) -> std::io::Result<(u8, u16)> {
    let kind = stream.read_u8().await?;
    let length = stream.read_u16().await?;
    Ok((kind, length))
}

fn main() {}
