#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Clone, Default)]
struct Open(Arc<Mutex<HashMap<u64, TcpStream>>>);

impl Open {
    fn is_full(&self) -> bool {
        self.0.lock().unwrap().len() >= 100
    }
}

fn serve(listener: TcpListener, open: Open) -> std::io::Result<()> {
    let mut number = 0;
    loop {
        let (stream, _) = listener.accept()?;
        if open.is_full() {
            continue;
        }
        number += 1;
        open.0.lock().unwrap().insert(number, stream.try_clone()?);
        let open = open.clone();
        thread::spawn(move || {
            drop(stream);
            open.0.lock().unwrap().remove(&number);
        });
    }
}

fn main() {}
