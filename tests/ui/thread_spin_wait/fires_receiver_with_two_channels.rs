#![deny(thread_spin_wait)]
#![allow(unused)]

use std::sync::mpsc::{Receiver, TryRecvError};
use std::thread;

fn merge(left: Receiver<String>, right: Receiver<String>) {
    loop {
        if let Ok(line) = left.try_recv() {
            println!("left: {line}");
        }
        match right.try_recv() {
            Ok(line) => println!("right: {line}"),
            Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => thread::yield_now(),
        }
    }
}

fn main() {}
