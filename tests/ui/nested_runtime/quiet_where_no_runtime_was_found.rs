#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::{Handle, Runtime};

fn run() {
    if Handle::try_current().is_err() {
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async {});
    }
}

async fn handle() {
    run();
}

fn main() {}
