#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn stop(runtime: Runtime) {
    tokio::task::spawn_blocking(move || drop(runtime)).await.unwrap();
}

fn main() {}
