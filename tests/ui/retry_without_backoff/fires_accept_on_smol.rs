#![deny(retry_without_backoff)]
#![allow(unused)]

use smol::net::{TcpListener, TcpStream};
use smol::stream::StreamExt;

async fn answer(stream: TcpStream) {}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => smol::spawn(answer(stream)).detach(),
            Err(error) => eprintln!("cannot accept: {error}"),
        }
    }
}

async fn serve_incoming(listener: TcpListener) {
    let mut incoming = listener.incoming();
    while let Some(stream) = incoming.next().await {
        let Ok(stream) = stream else { continue };
        smol::spawn(answer(stream)).detach();
    }
}

fn main() {}
