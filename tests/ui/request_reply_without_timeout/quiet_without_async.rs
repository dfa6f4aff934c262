#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::{mpsc, oneshot};

fn count(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> Option<u64> {
    let (reply, answer) = oneshot::channel();
    counter.blocking_send(reply).ok()?;
    answer.blocking_recv().ok()
}

fn ask(counter: &mpsc::Sender<oneshot::Sender<u64>>) -> oneshot::Receiver<u64> {
    let (reply, answer) = oneshot::channel();
    let _ = counter.try_send(reply);
    answer
}

fn main() {}
