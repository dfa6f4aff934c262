#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::runtime::Handle;

async fn watch() {
    let handle = Handle::current();
    std::thread::spawn(move || {
        handle.spawn(async {});
        handle.spawn_blocking(|| {});
        handle.block_on(async { tokio::spawn(async {}).await });
    });
}

fn main() {}
