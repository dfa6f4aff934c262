#![deny(unbounded_channel)]
#![allow(unused)]

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedSender, unbounded};

async fn fetch(number: u32, results: UnboundedSender<u32>) {
    let _ = results.unbounded_send(number);
}

async fn both() -> u32 {
    let (results, received) = unbounded();
    futures::join!(fetch(1, results.clone()), fetch(2, results.clone()));
    drop(results);
    received.fold(0, |sum, number| async move { sum + number }).await
}

fn main() {}
