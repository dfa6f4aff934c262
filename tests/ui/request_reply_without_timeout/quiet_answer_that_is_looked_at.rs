//! It is polled beside other work, and given up when that ends.

#![deny(request_reply_without_timeout)]
#![allow(unused)]

use futures::future::{FutureExt, select};
use tokio::sync::{mpsc, oneshot};

async fn first(counters: &[mpsc::Sender<oneshot::Sender<u64>>; 2]) -> Option<u64> {
    let (reply, one) = oneshot::channel();
    counters[0].send(reply).await.ok()?;
    let (reply, other) = oneshot::channel();
    counters[1].send(reply).await.ok()?;
    select(one, other).await.factor_first().0.ok()
}

async fn polled(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    let (reply, mut answer) = oneshot::channel();
    counter.send(reply).await.ok()?;
    for _ in 0..10 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        if let Ok(count) = answer.try_recv() {
            return Some(count);
        }
    }
    None
}

fn main() {}
