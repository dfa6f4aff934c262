#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::net::TcpListener;
use std::thread;

fn listen(sockets: &[TcpListener]) {
    thread::scope(|scope| {
        for socket in sockets {
            scope.spawn(|| {
                let socket = socket.try_clone().unwrap();
                tokio::net::TcpListener::from_std(socket)
            });
        }
    });
}

fn main() {}
