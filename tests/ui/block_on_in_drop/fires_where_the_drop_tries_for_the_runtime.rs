#![deny(block_on_in_drop)]
#![allow(unused)]

use tokio::runtime::Handle;

pub struct Session;

async fn close() {}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(runtime) = Handle::try_current() {
            runtime.block_on(close());
        }
    }
}

fn main() {}
