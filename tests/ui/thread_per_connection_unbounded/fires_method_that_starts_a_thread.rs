#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

struct Server {
    listener: TcpListener,
    name: String,
}

impl Server {
    fn run(self: Arc<Self>) {
        for number in 0_u64.. {
            let accepted = self.listener.accept();
            let started = accepted.and_then(|(stream, _)| self.start(number, stream));
            if let Err(error) = started {
                eprintln!("{error}");
            }
        }
    }

    fn start(self: &Arc<Self>, number: u64, stream: TcpStream) -> io::Result<()> {
        let server = Arc::clone(self);
        let serve = move || println!("{} serves {:?}", server.name, stream);
        thread::Builder::new()
            .name(format!("connection-{number}"))
            .spawn(serve)
            .map(drop)
    }
}

fn main() {}
