#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::{mpsc, oneshot};

fn watch(health: mpsc::Sender<oneshot::Sender<bool>>) {
    tokio::spawn(async move {
        loop {
            let (probe, healthy) = oneshot::channel();
            if health.send(probe).await.is_err() || !healthy.await.unwrap_or(false) {
                break;
            }
        }
    });
}

fn main() {}
