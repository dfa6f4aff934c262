#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle as Handle;

type Worker = Handle<Result<(), String>>;

fn stop(worker: Box<Worker>, other: Worker) {
    let _ended = worker.join();
    _ = other.join().ok();
}

fn main() {}
