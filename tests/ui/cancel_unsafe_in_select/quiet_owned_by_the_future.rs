#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn ask(address: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"how are you").await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

async fn health(address: String) {
    loop {
        match tokio::time::timeout(Duration::from_secs(1), ask(&address)).await {
            Ok(answer) => println!("{}", answer.is_ok()),
            Err(_) => println!("no answer"),
        }
    }
}

async fn inline(address: String) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        let Ok(mut stream) = TcpStream::connect(&address).await else { continue };
        tokio::select! {
            read = async move {
                let mut all = Vec::new();
                stream.read_to_end(&mut all).await
            } => println!("{}", read.is_ok()),
            _ = tick.tick() => {}
        }
    }
}

fn main() {}
