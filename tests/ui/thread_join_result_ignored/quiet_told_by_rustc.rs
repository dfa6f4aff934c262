#![deny(thread_join_result_ignored)]
#![allow(unused)]

fn stop(worker: std::thread::JoinHandle<()>) {
    worker.join();
}

fn main() {}
