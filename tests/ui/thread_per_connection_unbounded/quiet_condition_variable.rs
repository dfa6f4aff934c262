#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Slots {
    free: Mutex<usize>,
    changed: Condvar,
}

impl Slots {
    fn take(&self) {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            free = self.changed.wait(free).unwrap();
        }
        *free -= 1;
    }

    fn give_back(&self) {
        *self.free.lock().unwrap() += 1;
        self.changed.notify_one();
    }
}

fn serve(listener: TcpListener, slots: Arc<Slots>) {
    for stream in listener.incoming().flatten() {
        slots.take();
        let slots = Arc::clone(&slots);
        thread::spawn(move || {
            drop(stream);
            slots.give_back();
        });
    }
}

fn main() {}
