#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::{Mutex, watch};

struct Peer {
    writer: Arc<Mutex<OwnedWriteHalf>>,
}

impl Peer {
    async fn send(&self, message: &[u8]) -> std::io::Result<()> {
        let mut writer = self.writer.lock().await;
        writer.write_all(message).await
    }

    async fn feed(&self, mut changes: watch::Receiver<Vec<u8>>) {
        while changes.changed().await.is_ok() {
            let message = changes.borrow().clone();
            if tokio::time::timeout(Duration::from_millis(10), self.send(&message)).await.is_err() {
                println!("slow peer");
            }
        }
    }
}

fn main() {}
