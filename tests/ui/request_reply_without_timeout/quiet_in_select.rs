#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::{mpsc, oneshot, watch};

async fn count(counter: &mpsc::Sender<oneshot::Sender<u64>>, mut stop: watch::Receiver<bool>) -> Option<u64> {
    let (reply, answer) = oneshot::channel();
    counter.send(reply).await.ok()?;
    tokio::select! {
        count = answer => count.ok(),
        _ = stop.changed() => None,
    }
}

fn main() {}
