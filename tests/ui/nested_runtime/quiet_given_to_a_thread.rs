#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Builder;

async fn start() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    std::thread::spawn(move || runtime.block_on(async {}));
}

fn main() {}
