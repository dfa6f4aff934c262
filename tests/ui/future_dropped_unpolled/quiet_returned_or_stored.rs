#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::BoxFuture;

async fn load() {}

struct Queue {
    waiting: Vec<BoxFuture<'static, ()>>,
}

fn queue() -> Queue {
    let mut waiting: Vec<BoxFuture<'static, ()>> = Vec::new();
    waiting.push(Box::pin(load()));
    Queue { waiting }
}

fn twice() -> Vec<impl Future<Output = ()>> {
    vec![load(), load()]
}

fn lent(all: &mut Vec<BoxFuture<'static, ()>>) {
    let more = vec![Box::pin(load()) as BoxFuture<'static, ()>];
    all.extend(more);
    let count = all.len();
}

fn main() {}
