#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::thread;

fn answer(stream: TcpStream) {}

fn serve(listener: TcpListener) {
    let (slots, ended) = sync_channel(32);
    let ended = std::sync::Arc::new(std::sync::Mutex::new(ended));
    for stream in listener.incoming().flatten() {
        // Waits while 32 threads run.
        slots.send(()).unwrap();
        let ended = ended.clone();
        thread::spawn(move || {
            answer(stream);
            let _ = ended.lock().unwrap().recv();
        });
    }
}

fn main() {}
