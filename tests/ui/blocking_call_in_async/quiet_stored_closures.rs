#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

type Job = Box<dyn FnOnce() + Send>;

async fn queue(jobs: &std::sync::mpsc::Sender<Job>) {
    let pause = || std::thread::sleep(Duration::from_secs(1));
    let _ = jobs.send(Box::new(|| std::thread::sleep(Duration::from_secs(1))));
    let _ = jobs.send(Box::new(pause));
}

fn main() {}
