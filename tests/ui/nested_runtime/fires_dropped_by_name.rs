#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn stop(runtime: Runtime) {
    drop(runtime);
}

fn main() {}
