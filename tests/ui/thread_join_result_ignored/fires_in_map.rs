#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

struct Worker {
    thread: Option<JoinHandle<()>>,
    other: Option<JoinHandle<()>>,
}

impl Worker {
    fn stop(&mut self) {
        self.thread.take().map(|thread| thread.join());
        self.other.take().map(JoinHandle::join);
    }

    fn stop_quietly(mut self) {
        let _ = self.thread.take().and_then(|thread| thread.join().ok());
    }
}

fn main() {}
