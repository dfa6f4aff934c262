#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{SocketAddr, TcpListener};
use std::thread;

fn serve(listener: TcpListener) {
    for stream in listener.incoming().flatten() {
        drop(stream);
    }
}

fn listen(addresses: &[SocketAddr]) -> std::io::Result<()> {
    for address in addresses {
        let listener = TcpListener::bind(address)?;
        thread::spawn(move || serve(listener));
    }
    Ok(())
}

fn first(listener: TcpListener) {
    for stream in listener.incoming().take(2).flatten() {
        thread::spawn(move || drop(stream));
    }
}

fn main() {}
