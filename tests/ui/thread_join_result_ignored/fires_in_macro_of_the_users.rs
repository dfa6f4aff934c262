#![deny(thread_join_result_ignored)]
#![allow(unused)]

macro_rules! stop {
    ($worker:expr) => {
        let _ = $worker.join();
    };
}

fn all(first: std::thread::JoinHandle<()>, second: std::thread::JoinHandle<()>) {
    stop!(first);
    stop!(second);
}

fn main() {}
