#![deny(future_never_awaited)]
#![allow(unused)]

use futures::future::BoxFuture;
use std::pin::Pin;

struct Connection {
    pending: Option<BoxFuture<'static, ()>>,
    pause: Pin<Box<tokio::time::Sleep>>,
}

impl Connection {
    fn stop(&mut self) {
        if let Some(pending) = self.pending.as_mut() {
            let _ = pending.poll_unpin_once();
        }
        let _pending = self.pending.take().unwrap();
    }

    fn rest(&mut self, pause: Pin<Box<tokio::time::Sleep>>) {
        let _old = std::mem::replace(&mut self.pause, pause);
    }

    fn taken(&mut self) -> BoxFuture<'static, ()> {
        self.pending.take().unwrap()
    }

    fn end(&mut self) {
        let _pending = self.taken();
    }
}

trait PollOnce {
    fn poll_unpin_once(&mut self) -> bool;
}

impl PollOnce for BoxFuture<'static, ()> {
    fn poll_unpin_once(&mut self) -> bool {
        futures::FutureExt::now_or_never(self).is_some()
    }
}

fn main() {}
