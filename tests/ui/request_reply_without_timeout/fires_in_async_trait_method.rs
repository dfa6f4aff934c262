#![deny(request_reply_without_timeout)]
#![allow(unused)]

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

#[async_trait]
trait Clock {
    async fn now(&self) -> u64;
}

struct Remote {
    requests: mpsc::Sender<Box<oneshot::Sender<u64>>>,
}

#[async_trait]
impl Clock for Remote {
    async fn now(&self) -> u64 {
        let (reply, now) = oneshot::channel();
        self.requests.try_send(Box::new(reply)).expect("room for a request");
        now.await.expect("the clock's task runs")
    }
}

fn main() {}
