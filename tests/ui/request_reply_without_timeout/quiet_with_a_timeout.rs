#![deny(request_reply_without_timeout)]
#![allow(unused)]

use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

async fn count(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    let (reply, answer) = oneshot::channel();
    counter.send(reply).await.ok()?;
    timeout(Duration::from_secs(1), answer).await.ok()?.ok()
}

async fn count_all(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    timeout(Duration::from_secs(1), async {
        let (reply, answer) = oneshot::channel();
        counter.send(reply).await.ok()?;
        answer.await.ok()
    })
    .await
    .ok()?
}

fn main() {}
