#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::net::ToSocketAddrs;

async fn connect(host: &str) -> std::io::Result<std::net::TcpStream> {
    let address = (host, 443).to_socket_addrs()?.next().unwrap();
    std::net::TcpStream::connect(address)
}

fn main() {}
