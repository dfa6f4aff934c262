#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::runtime::Handle;

fn offload(run: impl FnOnce() + Send + 'static) {
    match Handle::try_current() {
        Ok(handle) => drop(handle.spawn_blocking(run)),
        Err(_) => drop(std::thread::spawn(run)),
    }
}

async fn start() {
    offload(|| drop(tokio::spawn(async {})));
}

fn main() {}
