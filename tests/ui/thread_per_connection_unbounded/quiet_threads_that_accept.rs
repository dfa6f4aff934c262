#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::thread;

fn answer(stream: TcpStream) {}

fn serve(listener: TcpListener) -> std::io::Result<()> {
    for _ in 0..16 {
        let listener = listener.try_clone()?;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream);
            }
        });
    }
    Ok(())
}

fn main() {}
