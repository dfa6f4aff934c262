#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;
use tokio::runtime::Handle;

struct Guard {
    handle: Handle,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.handle.block_on(async {});
    }
}

#[tokio::main]
async fn main() {
    let guard = Arc::new(Guard {
        handle: Handle::current(),
    });
    println!("started");
}
