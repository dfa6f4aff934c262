#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::io;
use std::net::{TcpListener, TcpStream};
use std::thread;

fn copy(from: TcpStream, to: TcpStream) {}

fn proxy(listener: TcpListener, target: &str) -> io::Result<()> {
    loop {
        let (client, _) = listener.accept()?;
        let server = TcpStream::connect(target)?;
        let (from, to) = (client.try_clone()?, server.try_clone()?);
        let there = thread::spawn(move || copy(client, server));
        copy(to, from);
        let _ = there.join();
    }
}

fn scoped(listener: TcpListener) {
    for stream in listener.incoming().flatten() {
        thread::scope(|scope| {
            scope.spawn(|| println!("{stream:?}"));
            scope.spawn(|| println!("{stream:?}"));
        });
    }
}

fn main() {}
