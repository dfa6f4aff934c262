#![deny(block_on_in_async)]
#![allow(unused)]

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {});
    futures::executor::block_on(async {});
}
