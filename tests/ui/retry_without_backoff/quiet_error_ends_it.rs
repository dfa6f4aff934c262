#![deny(retry_without_backoff)]
#![allow(unused)]

use std::io;

use smol::net::{TcpListener, TcpStream};
use smol::stream::StreamExt;

async fn serve(listener: TcpListener) -> io::Result<()> {
    while let Ok((stream, _)) = listener.accept().await {
        drop(stream);
    }
    loop {
        let (stream, _) = listener.accept().await?;
        drop(stream);
    }
}

async fn connect(address: &str) -> io::Result<TcpStream> {
    loop {
        match TcpStream::connect(address).await {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == io::ErrorKind::TimedOut => continue,
            done => return done,
        }
    }
}

fn accept(listener: std::net::TcpListener) -> io::Result<()> {
    loop {
        match listener.accept() {
            Ok((stream, _)) => drop(stream),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::ConnectionAborted
                ) => {}
            Err(error) => return Err(error),
        }
    }
}

fn accept_or_panic(listener: std::net::TcpListener) {
    loop {
        let (stream, _) = listener.accept().expect("the listener works");
        drop(stream);
    }
}

fn main() {}
