#![deny(retry_without_backoff)]
#![allow(unused)]

use std::io;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

struct Backoff(Duration);

impl Backoff {
    fn wait(&mut self) {
        thread::sleep(self.0);
        self.0 *= 2;
    }
}

fn connect(address: &str) -> TcpStream {
    let mut backoff = Backoff(Duration::from_millis(10));
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(_) => backoff.wait(),
        }
    }
}

fn try_slowly(address: &str) -> io::Result<TcpStream> {
    TcpStream::connect(address).inspect_err(|_| thread::sleep(Duration::from_secs(1)))
}

fn connect_slowly(address: &str) -> TcpStream {
    loop {
        if let Ok(stream) = try_slowly(address) {
            return stream;
        }
    }
}

async fn pause(failures: &mut u32) {
    *failures += 1;
    async_std::task::sleep(Duration::from_secs(1)).await;
}

async fn connect_async(address: &str) -> async_std::net::TcpStream {
    let mut failures = 0;
    loop {
        match async_std::net::TcpStream::connect(address).await {
            Ok(stream) => return stream,
            Err(_) => pause(&mut failures).await,
        }
    }
}

fn main() {}
