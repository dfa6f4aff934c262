#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

async fn start() {
    std::thread::spawn(|| Runtime::new().unwrap().block_on(async {}));
}

fn main() {}
