#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::TcpListener;
use std::thread;

#[test]
fn echoes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    for stream in listener.incoming() {
        thread::spawn(move || drop(stream));
    }
}

fn main() {}
