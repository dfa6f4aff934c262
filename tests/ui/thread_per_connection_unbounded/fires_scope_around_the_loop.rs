#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::thread;

trait Service: Sync {
    fn answer(&self, stream: TcpStream);
}

fn serve<S: Service>(listener: &TcpListener, service: &S) {
    thread::scope(|scope| {
        for stream in listener.incoming().filter_map(Result::ok) {
            scope.spawn(move || service.answer(stream));
        }
    });
}

fn main() {}
