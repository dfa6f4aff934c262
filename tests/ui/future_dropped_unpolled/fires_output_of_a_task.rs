#![deny(future_dropped_unpolled)]
#![allow(unused)]

use std::thread;

async fn handle(request: u32) {
    println!("{request}");
}

fn start(request: u32) {
    tokio::spawn(async move { handle(request) });
    tokio::task::spawn_blocking(move || async move { handle(request).await });
    let _worker = thread::spawn(move || handle(request));
    smol::spawn(async move { handle(request) }).detach();
    async_std::task::spawn(async move { handle(request) });
}

fn main() {}
