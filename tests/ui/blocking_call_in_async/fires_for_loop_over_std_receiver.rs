#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn drain(jobs: std::sync::mpsc::Receiver<u32>) -> u32 {
    let mut sum = 0;
    for job in jobs {
        sum += job;
    }
    sum
}

fn main() {}
