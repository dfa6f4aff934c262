#![deny(nested_runtime)]
#![allow(unused)]

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {});
}
