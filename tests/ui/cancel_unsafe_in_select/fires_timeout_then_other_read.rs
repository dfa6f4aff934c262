#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

async fn greet(mut stream: TcpStream) -> std::io::Result<Vec<u8>> {
    let mut greeting = [0; 8];
    let greeted = tokio::time::timeout(Duration::from_millis(100), stream.read_exact(&mut greeting)).await;
    if greeted.is_err() {
        println!("no greeting, an old client");
    }
    let mut request = Vec::new();
    stream.read_to_end(&mut request).await?;
    Ok(request)
}

fn main() {}
