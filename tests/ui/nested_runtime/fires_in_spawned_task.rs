#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

fn start() {
    tokio::spawn(async {
        let runtime = Runtime::new().unwrap();
        runtime.spawn(async {});
    });
}

fn main() {}
