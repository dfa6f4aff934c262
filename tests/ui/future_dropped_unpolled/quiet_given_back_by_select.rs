#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::{BoxFuture, select_all};
use futures::stream::{FuturesUnordered, StreamExt};

async fn load(number: u32) -> u32 {
    number
}

fn boxed(number: u32) -> BoxFuture<'static, u32> {
    Box::pin(load(number))
}

async fn first_of(mut loads: Vec<BoxFuture<'static, u32>>) -> Vec<BoxFuture<'static, u32>> {
    loads[0].as_mut().await;
    loads
}

async fn first() {
    let (first, _index, _rest) = select_all(vec![boxed(1), boxed(2)]).await;
    let _polled = first_of(vec![boxed(3)]).await;
    drop(select_all([boxed(4), boxed(5)]).await);
}

fn main() {}
