#![deny(detached_task_result_lost)]
#![allow(unused)]

use tokio::net::TcpStream;
use tokio::runtime::{Handle, Runtime};

fn ping(handle: &Handle) {
    _ = handle.spawn(async {
        TcpStream::connect("127.0.0.1:80").await?;
        Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    });
}

fn fetch(runtime: &Runtime) {
    let _ignored = runtime.spawn_blocking(|| std::fs::read("file"));
}

fn main() {}
