#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::time::Duration;
use tokio::runtime::{Builder, Handle};

fn in_the_background(handle: Handle) {
    std::thread::spawn(move || {
        let timer = tokio::time::interval(Duration::from_secs(1));
        handle.block_on(async move {
            let mut timer = timer;
            timer.tick().await;
        });
    });
}

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(tokio::time::sleep(Duration::from_secs(1)));
}
