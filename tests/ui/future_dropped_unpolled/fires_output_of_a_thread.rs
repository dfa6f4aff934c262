#![deny(future_dropped_unpolled)]
#![allow(unused)]

use std::thread;

async fn handle(request: u32) {
    println!("{request}");
}

fn start(request: u32) {
    tokio::task::spawn_blocking(move || async move { handle(request).await });
    let _worker = thread::spawn(move || handle(request));
    async_std::task::spawn_blocking(move || handle(request));
    drop(thread::spawn(async move || handle(request).await));
}

fn main() {}
