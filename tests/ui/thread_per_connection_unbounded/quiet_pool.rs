#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};

fn answer(stream: TcpStream) {}

fn serve(listener: TcpListener, pool: rayon::ThreadPool) {
    for stream in listener.incoming().flatten() {
        pool.spawn(move || answer(stream));
    }
}

fn main() {}
