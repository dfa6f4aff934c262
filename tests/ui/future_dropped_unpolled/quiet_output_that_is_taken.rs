#![deny(future_dropped_unpolled)]
#![allow(unused)]

use std::thread;

use futures::executor::block_on;
use futures::future::BoxFuture;

async fn handle(request: u32) {
    println!("{request}");
}

async fn run() {
    let handling = tokio::spawn(async { handle(1) }).await.expect("it does not panic");
    handling.await;
    // Tasks that run are no futures that wait for anyone.
    tokio::task::spawn_blocking(|| tokio::spawn(handle(2)));
    thread::spawn(|| block_on(async { handle(3).await }));
}

fn join() {
    let handling = thread::spawn(|| handle(4)).join().expect("it does not panic");
    block_on(handling);
}

fn later() -> thread::JoinHandle<BoxFuture<'static, ()>> {
    let making = thread::spawn(|| -> BoxFuture<'static, ()> { Box::pin(handle(5)) });
    making
}

fn main() {}
