#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

struct Pool {
    workers: Vec<JoinHandle<()>>,
}

impl Pool {
    fn stop(&mut self) {
        self.workers.drain(..).for_each(|worker| {
            worker.join().ok();
        });
    }
}

fn main() {}
