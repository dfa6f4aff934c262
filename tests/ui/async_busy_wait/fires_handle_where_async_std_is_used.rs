#![deny(async_busy_wait)]
#![allow(unused)]

use std::thread::JoinHandle;
use std::time::Duration;

async fn finish(worker: JoinHandle<Vec<u8>>) -> Vec<u8> {
    loop {
        if worker.is_finished() {
            break;
        }
        async_std::task::sleep(Duration::from_millis(5)).await;
    }
    worker.join().expect("the worker does not panic")
}

fn main() {
    async_std::task::block_on(finish(std::thread::spawn(Vec::new)));
}
