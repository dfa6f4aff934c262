#![deny(wrong_runtime)]

use async_executor::LocalExecutor;

fn main() {
    let executor = LocalExecutor::new();
    let listing = executor.spawn(async { tokio::process::Command::new("ls").status().await });
    let status = futures_lite::future::block_on(executor.run(listing));
    println!("{status:?}");
}
