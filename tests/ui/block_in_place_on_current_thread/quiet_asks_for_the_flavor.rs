#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::{Handle, RuntimeFlavor};

fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(work),
        _ => work(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", off_the_runtime(|| 1 + 1));
}
