#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::UdpSocket;
use std::sync::Arc;
use std::thread;

fn serve(socket: UdpSocket) -> std::io::Result<()> {
    let socket = Arc::new(socket);
    let mut buffer = [0; 2048];
    loop {
        let (length, from) = socket.recv_from(&mut buffer)?;
        let request = buffer[..length].to_vec();
        let socket = socket.clone();
        thread::spawn(move || {
            let _ = socket.send_to(&request, from);
        });
    }
}

fn main() {}
