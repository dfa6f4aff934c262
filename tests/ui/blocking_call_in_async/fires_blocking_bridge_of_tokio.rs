#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn next(jobs: &mut tokio::sync::mpsc::Receiver<u32>) -> Option<u32> {
    jobs.blocking_recv()
}

fn main() {}
