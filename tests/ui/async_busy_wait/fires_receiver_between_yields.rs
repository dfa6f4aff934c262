#![deny(async_busy_wait)]
#![allow(unused)]

use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;

struct Worker<T> {
    jobs: Receiver<T>,
}

impl<T: std::fmt::Debug> Worker<T> {
    async fn run(&mut self) {
        loop {
            match self.jobs.try_recv() {
                Ok(job) => println!("{job:?}"),
                Err(TryRecvError::Empty) => tokio::task::yield_now().await,
                Err(TryRecvError::Disconnected) => break,
            }
        }
    }
}

#[tokio::main]
async fn main() {
    let (sender, jobs) = tokio::sync::mpsc::channel(8);
    sender.send(1).await.unwrap();
    Worker { jobs }.run().await;
}
