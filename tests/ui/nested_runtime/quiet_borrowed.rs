#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn handle(runtime: &Runtime) {
    runtime.spawn(async {});
}

fn main() {}
