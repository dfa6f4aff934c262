#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

fn pool() -> Runtime {
    Runtime::new().unwrap()
}

async fn handle() {
    let runtime = pool();
    runtime.spawn(async {});
}

fn main() {}
