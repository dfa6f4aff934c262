#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::runtime::Handle;

async fn pool() -> rayon::ThreadPool {
    let handle = Handle::current();
    let hook = move |_: usize| std::mem::forget(handle.enter());
    rayon::ThreadPoolBuilder::new().start_handler(hook).build().unwrap()
}

async fn start(pool: rayon::ThreadPool) {
    pool.spawn(|| drop(tokio::spawn(async {})));
}

fn main() {}
