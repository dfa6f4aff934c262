#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::net::{SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

async fn bind(address: SocketAddr) -> std::io::Result<()> {
    let _ = TcpListener::bind(address)?;
    let _ = TcpListener::bind("127.0.0.1:0")?;
    let _ = UdpSocket::bind(("::1", 0))?;
    let _ = address.to_socket_addrs()?;
    Ok(())
}

fn main() {}
