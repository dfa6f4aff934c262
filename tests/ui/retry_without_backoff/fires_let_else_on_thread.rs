#![deny(retry_without_backoff)]
#![allow(unused)]

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

fn connect(address: SocketAddr) -> TcpStream {
    let stream = loop {
        let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_secs(3)) else {
            continue;
        };
        break stream;
    };
    stream
}

fn main() {
    std::thread::spawn(|| {
        let mut attempt = 0;
        while let Err(error) = TcpStream::connect("127.0.0.1:4000") {
            attempt += 1;
            eprintln!("attempt {attempt} failed: {error}");
        }
    });
}
