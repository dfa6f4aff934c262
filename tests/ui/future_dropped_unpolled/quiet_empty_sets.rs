#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::BoxFuture;
use futures::stream::{FuturesOrdered, FuturesUnordered};

fn nothing() {
    let _none: FuturesUnordered<BoxFuture<'static, ()>> = FuturesUnordered::new();
    let _neither = FuturesOrdered::<BoxFuture<'static, ()>>::default();
}

fn main() {}
