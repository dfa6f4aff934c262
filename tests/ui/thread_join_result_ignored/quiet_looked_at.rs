#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

fn stop(worker: JoinHandle<()>) -> bool {
    if worker.join().is_err() {
        eprintln!("the worker has panicked");
        return false;
    }
    true
}

fn wait(worker: JoinHandle<()>) {
    let ended = worker.join();
    println!("{ended:?}");
    drop(ended);
}

fn main() {}
