#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

fn stop(first: JoinHandle<()>, second: JoinHandle<()>, third: JoinHandle<u32>) {
    first.join().unwrap_or(());
    second.join().unwrap_or_default();
    let _ = third.join().is_ok();
}

fn main() {}
