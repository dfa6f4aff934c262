#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::sync::mpsc;
use std::thread::{self, JoinHandle};

struct Worker {
    jobs: mpsc::Sender<u32>,
    thread: JoinHandle<()>,
}

impl Worker {
    async fn start() -> Self {
        let (jobs, inbox) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("worker".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Handle::current();
                for job in inbox {
                    runtime.block_on(async move { println!("{job}") });
                }
            })
            .unwrap();
        Self { jobs, thread }
    }
}

fn main() {}
