#![deny(thread_join_result_ignored)]
#![allow(unused)]

use std::thread::JoinHandle;

struct Worker<T> {
    handle: Option<JoinHandle<T>>,
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

fn main() {}
