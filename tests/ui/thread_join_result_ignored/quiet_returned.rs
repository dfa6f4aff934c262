#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::{self, JoinHandle};

fn stop(worker: JoinHandle<u32>) -> thread::Result<u32> {
    worker.join()
}

fn result(worker: JoinHandle<u32>) -> Option<u32> {
    worker.join().ok()
}

fn all(workers: Vec<JoinHandle<u32>>) -> Vec<Option<u32>> {
    workers.into_iter().map(|worker| worker.join().ok()).collect()
}

fn main() {}
