#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::Mutex;

#[async_trait::async_trait]
trait Source: Send + Sync {
    async fn next(&self) -> Option<String>;
}

struct FromThread(Mutex<Receiver<String>>);

impl FromThread {
    fn poll(&self) -> Result<String, TryRecvError> {
        self.0.lock().unwrap().try_recv()
    }
}

#[async_trait::async_trait]
impl Source for FromThread {
    async fn next(&self) -> Option<String> {
        loop {
            match self.poll() {
                Ok(line) => return Some(line),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => tokio::time::sleep(std::time::Duration::from_micros(100)).await,
            }
        }
    }
}

#[tokio::main]
async fn main() {}
