#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn stop(runtime: Runtime) {
    runtime.spawn(async {});
}

fn main() {}
