//! Nothing else runs on the thread, but the drop of a runtime inside another panics all the same.

#![deny(nested_runtime)]
#![allow(unused)]

use tokio::runtime::Runtime;

#[tokio::main]
async fn main() {
    let runtime = Runtime::new().unwrap();
    runtime.spawn(async {});
}
