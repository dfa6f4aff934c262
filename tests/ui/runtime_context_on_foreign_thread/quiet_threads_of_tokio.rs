#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::task;

async fn count() {
    task::spawn_blocking(|| {
        tokio::spawn(async {});
        tokio::runtime::Handle::current().block_on(async {});
    });
    task::block_in_place(|| tokio::spawn(async {}));
    let mut tasks = task::JoinSet::new();
    tasks.spawn_blocking(|| drop(tokio::spawn(async {})));
}

fn main() {}
