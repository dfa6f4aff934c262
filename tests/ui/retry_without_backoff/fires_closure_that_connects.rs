#![deny(retry_without_backoff)]
#![allow(unused)]

use std::net::TcpStream;

fn main() {
    let address = String::from("127.0.0.1:4000");
    let connect = || TcpStream::connect(&address);
    let stream = loop {
        match connect().map_err(|error| eprintln!("{error}")) {
            Ok(stream) => break stream,
            Err(()) => continue,
        }
    };
}
