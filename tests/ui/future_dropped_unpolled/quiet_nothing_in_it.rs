#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

async fn start() {
    let _none: Option<BoxFuture<'static, ()>> = None;
    let _empty: Vec<BoxFuture<'static, ()>> = Vec::new();
    let _room: Vec<BoxFuture<'static, ()>> = Vec::with_capacity(4);
    let _other = vec![1, 2];
    drop(String::new());
    let (sender, _receiver) = std::sync::mpsc::channel::<BoxFuture<'static, ()>>();
    let _ = sender.send(Box::pin(async {}));
}

fn main() {}
