#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::sync::Arc;
use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::sleep;

enum Event {
    Heartbeat,
}

struct Jobs;

impl Jobs {
    async fn run(&self, job: u32) -> std::io::Result<()> {
        Ok(())
    }
}

struct Worker {
    inbox: Receiver<u32>,
    coordinator: Sender<Event>,
    jobs: Arc<Jobs>,
    heartbeat: Duration,
}

impl Worker {
    async fn run(mut self) -> std::io::Result<()> {
        loop {
            select! {
                job = self.inbox.recv() => match job {
                    Some(job) => self.jobs.run(job).await?,
                    None => break,
                },
                _ = sleep(self.heartbeat) => {
                    if self.coordinator.send(Event::Heartbeat).await.is_err() {
                        eprintln!("the coordinator is gone");
                    }
                }
            }
        }
        Ok(())
    }
}

fn main() {}
