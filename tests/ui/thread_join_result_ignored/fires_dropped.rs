#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

fn stop(workers: Vec<JoinHandle<()>>) {
    for worker in workers {
        drop(worker.join());
    }
}

fn wait(worker: JoinHandle<()>) {
    let ended = worker.join();
    drop(ended);
}

fn main() {}
