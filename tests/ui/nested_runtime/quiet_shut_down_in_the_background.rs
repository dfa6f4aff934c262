#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn stop(runtime: Runtime) {
    runtime.shutdown_background();
}

fn main() {}
