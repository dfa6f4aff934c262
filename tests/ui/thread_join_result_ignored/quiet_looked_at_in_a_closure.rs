#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

struct Worker {
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    fn stop(&mut self) {
        self.thread.take().map(|thread| thread.join().unwrap());
        let _ = self
            .thread
            .take()
            .map(|thread| thread.join().map_err(|panic| eprintln!("{panic:?}")));
    }

    fn wait(mut self) -> Option<std::thread::Result<()>> {
        self.thread.take().map(JoinHandle::join)
    }
}

fn count(worker: JoinHandle<u32>) -> u32 {
    worker.join().unwrap_or_default()
}

fn main() {}
