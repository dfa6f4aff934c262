#![deny(retry_without_backoff)]
#![allow(unused)]

use tokio::net::TcpStream;
use tokio::runtime::Handle;

async fn reach(address: &str) -> Option<TcpStream> {
    TcpStream::connect(address).await.ok()
}

fn keep_up(runtime: Handle, address: &'static str) {
    std::thread::spawn(move || {
        let mut stream = None;
        while stream.is_none() {
            stream = runtime.block_on(reach(address));
        }
    });
}

fn main() {}
