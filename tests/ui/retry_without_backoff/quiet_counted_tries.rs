#![deny(retry_without_backoff)]
#![allow(unused)]

use std::io;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

const MAX: usize = 5;

async fn connect(address: &str) -> io::Result<TcpStream> {
    let mut attempts = 0;
    loop {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => {
                attempts += 1;
                if attempts >= MAX {
                    return Err(error);
                }
            }
        }
    }
}

async fn connect_by_for(address: &str) -> Option<TcpStream> {
    for _ in 0..3 {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Some(stream);
        }
    }
    None
}

fn connect_until(address: &str) -> io::Result<std::net::TcpStream> {
    let start = Instant::now();
    loop {
        match std::net::TcpStream::connect(address) {
            Ok(stream) => return Ok(stream),
            Err(error) if start.elapsed() > Duration::from_secs(3) => return Err(error),
            Err(_) => {}
        }
    }
}

fn connect_while(address: &str) -> Option<std::net::TcpStream> {
    let mut retries = 3;
    while retries > 0 {
        match std::net::TcpStream::connect(address) {
            Ok(stream) => return Some(stream),
            Err(_) => retries -= 1,
        }
    }
    None
}

struct Client {
    address: String,
    failures: u32,
}

impl Client {
    fn may_go_on(&mut self) -> bool {
        self.failures += 1;
        self.failures < 10
    }

    async fn connect(&mut self) -> Option<TcpStream> {
        loop {
            if let Ok(stream) = TcpStream::connect(&self.address).await {
                return Some(stream);
            }
            if !self.may_go_on() {
                return None;
            }
        }
    }
}

fn main() {}
