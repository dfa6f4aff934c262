#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

fn stop(worker: JoinHandle<u32>) -> u32 {
    worker.join().expect("the worker does not panic")
}

fn pass_on(worker: JoinHandle<u32>) -> u32 {
    worker
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn main() {}
