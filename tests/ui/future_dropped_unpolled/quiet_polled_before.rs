#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::{self, BoxFuture, Either};
use std::collections::VecDeque;
use std::pin::{Pin, pin};

async fn load() -> u32 {
    1
}

struct Connection {
    pending: Option<BoxFuture<'static, ()>>,
    queue: VecDeque<BoxFuture<'static, ()>>,
}

impl Connection {
    fn stop(&mut self) {
        drop(self.pending.take());
        let _ = self.pending.replace(Box::pin(async {}));
        drop(std::mem::take(&mut self.queue));
        let _last = self.queue.pop_back();
        self.queue.pop_front();
        let _rest: Vec<_> = self.queue.drain(..).collect();
    }
}

async fn first() -> u32 {
    let mut one = Box::pin(load());
    let value = tokio::select! {
        value = &mut one => value,
        () = async {} => 0,
    };
    drop(one);
    match future::select(pin!(load()), pin!(load())).await {
        Either::Left((value, rest)) | Either::Right((value, rest)) => drop(rest),
    }
    value
}

fn given(future: BoxFuture<'static, ()>, all: Vec<BoxFuture<'static, ()>>) {
    drop(future);
    drop(all);
}

fn main() {}
