#![deny(retry_without_backoff)]
#![allow(unused)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use tokio::net::UnixStream;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[async_trait]
trait Connect {
    async fn open(&mut self) -> Result<()>;
}

struct Peer {
    path: String,
    stream: Option<UnixStream>,
    connected: bool,
}

#[async_trait]
impl Connect for Peer {
    async fn open(&mut self) -> Result<()> {
        let stream = UnixStream::connect(&self.path).await?;
        self.stream = Some(stream);
        Ok(())
    }
}

impl Peer {
    async fn keep_open(&mut self, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::Relaxed) {
            if self.open().await.is_err() {
                self.connected = false;
                continue;
            }
            self.connected = true;
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        }
    }
}

fn main() {}
