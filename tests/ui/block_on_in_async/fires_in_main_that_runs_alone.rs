#![deny(block_on_in_async)]
#![allow(unused)]

// Nothing else runs on the thread yet, but an executor that finds itself inside its like panics all the same.

use tokio::runtime::Handle;

fn read_settings() -> String {
    Handle::current().block_on(async { String::new() })
}

async fn connect() {
    Handle::current().block_on(async {});
}

#[tokio::main]
async fn main() {
    read_settings();
    connect().await;
    futures::executor::block_on(async {
        futures::executor::block_on(async {});
    });
}
