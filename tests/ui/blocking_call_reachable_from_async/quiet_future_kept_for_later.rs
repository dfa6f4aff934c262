#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use heddle_storage::Store;

fn prepare(store: &Store) -> impl Future<Output = std::io::Result<Vec<u8>>> {
    store.fetch("index")
}

async fn schedule(store: &'static Store) {
    let later = store.fetch("index");
    let other = prepare(store);
    let _kept = (later, other);
}

fn main() {}
