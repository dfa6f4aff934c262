#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::thread;

fn answer(stream: TcpStream) {}

fn serve(listener: TcpListener) {
    listener.incoming().flatten().for_each(|stream| {
        thread::spawn(move || answer(stream));
    });
}

fn main() {}
