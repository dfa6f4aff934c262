#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use futures::FutureExt;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

async fn drain(stream: &mut TcpStream) {
    let mut word = [0; 4];
    while let Some(read) = stream.read_exact(&mut word).now_or_never() {
        println!("{}", read.is_ok());
    }
    let _ = stream.read_exact(&mut word).await;
}

fn main() {}
