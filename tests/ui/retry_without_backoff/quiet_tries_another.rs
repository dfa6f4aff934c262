#![deny(retry_without_backoff)]
#![allow(unused)]

use std::fs::{File, OpenOptions};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

fn listen() -> TcpListener {
    let mut port = 8000;
    loop {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(listener) => return listener,
            Err(_) => port += 1,
        }
    }
}

fn name() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("scratch-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn scratch() -> File {
    loop {
        let path = std::env::temp_dir().join(name());
        if let Ok(file) = OpenOptions::new().write(true).create_new(true).open(path) {
            return file;
        }
    }
}

struct Peers {
    addresses: Vec<String>,
    next: usize,
}

impl Peers {
    fn connect(&mut self) -> std::io::Result<TcpStream> {
        self.next = (self.next + 1) % self.addresses.len();
        TcpStream::connect(&self.addresses[self.next])
    }

    fn any(&mut self) -> TcpStream {
        loop {
            if let Ok(stream) = self.connect() {
                return stream;
            }
        }
    }
}

fn ask() -> File {
    let mut line = String::new();
    loop {
        println!("which file?");
        line.clear();
        std::io::stdin().read_line(&mut line).unwrap();
        match File::open(line.trim()) {
            Ok(file) => return file,
            Err(error) => println!("{error}"),
        }
    }
}

fn main() {}
