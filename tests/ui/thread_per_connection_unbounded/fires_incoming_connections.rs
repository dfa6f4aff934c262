#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::thread;

fn answer(stream: TcpStream) {}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    for stream in listener.incoming() {
        match stream {
            Ok(stream) => {
                thread::spawn(|| answer(stream));
            }
            Err(error) => eprintln!("cannot accept: {error}"),
        }
    }
    Ok(())
}
