#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::time::Duration;

fn serve() {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.spawn(async {});
        runtime.block_on(async {
            tokio::spawn(async {});
            tokio::time::sleep(Duration::from_secs(1)).await;
        });
    });
}

#[tokio::main]
async fn main() {
    tokio::spawn(async { serve() });
}
