#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn answer(stream: TcpStream) {}

fn serve(listener: TcpListener, most: usize) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        let before = open.fetch_add(1, Ordering::SeqCst);
        if before >= most {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let open = Arc::clone(&open);
        thread::spawn(move || {
            answer(stream);
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn main() {}
