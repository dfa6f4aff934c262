#![deny(unbounded_channel)]
#![allow(unused)]

use std::thread;

type Job = Box<dyn FnOnce() + Send>;

struct Pool {
    jobs: crossbeam_channel::Sender<Job>,
}

impl Pool {
    fn new(threads: usize) -> Self {
        let (jobs, taken) = crossbeam_channel::unbounded::<Job>();
        for _ in 0..threads {
            let taken = taken.clone();
            thread::spawn(move || taken.iter().for_each(|job| job()));
        }
        Self { jobs }
    }
}

struct Log {
    lines: (flume::Sender<String>, flume::Receiver<String>),
}

impl Log {
    fn new() -> Self {
        Self { lines: flume::unbounded() }
    }
}

fn main() {}
