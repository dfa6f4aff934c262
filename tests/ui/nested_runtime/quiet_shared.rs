#![deny(nested_runtime)]
#![allow(unused)]

use std::sync::Arc;
use tokio::runtime::Runtime;

async fn handle(runtime: Arc<Runtime>) {
    runtime.spawn(async {});
}

fn main() {}
