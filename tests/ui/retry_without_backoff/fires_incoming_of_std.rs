#![deny(retry_without_backoff)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};

fn answer(stream: TcpStream) {}

fn serve(listener: &TcpListener) {
    for stream in listener.incoming() {
        match stream {
            Ok(stream) => answer(stream),
            Err(error) => eprintln!("cannot accept: {error}"),
        }
    }
}

fn serve_in_turn(listener: TcpListener) {
    loop {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(_) => continue,
        };
        std::thread::spawn(move || answer(stream));
    }
}

fn main() {}
