#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::{BoxFuture, FutureExt, join_all};

async fn clean() {}

async fn report() {}

async fn run(reports: bool) {
    let mut work: Vec<BoxFuture<'static, ()>> = Vec::with_capacity(2);
    work.push(clean().boxed());
    if reports {
        work.push(report().boxed());
    }
    join_all(work).await;
}

fn main() {}
