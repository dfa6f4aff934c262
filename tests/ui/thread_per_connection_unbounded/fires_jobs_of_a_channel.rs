#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

use std::sync::mpsc::{Receiver, channel};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

fn work(jobs: Receiver<Job>) {
    for job in jobs {
        thread::spawn(job);
    }
}

fn main() {}
