#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use async_trait::async_trait;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;

#[async_trait]
trait Link {
    async fn frame(&mut self) -> std::io::Result<u32>;
}

struct Tcp(TcpStream);

#[async_trait]
impl Link for Tcp {
    async fn frame(&mut self) -> std::io::Result<u32> {
        self.0.read_u32().await
    }
}

async fn run(mut link: Tcp, flush: &Notify) -> std::io::Result<()> {
    loop {
        tokio::select! {
            frame = link.frame() => println!("{}", frame?),
            () = flush.notified() => println!("flush"),
        }
    }
}

fn main() {}
