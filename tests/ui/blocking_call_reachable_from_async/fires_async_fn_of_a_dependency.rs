#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use heddle_storage::Store;

async fn page(store: &Store) -> std::io::Result<Vec<u8>> {
    store.fetch("index").await
}

fn main() {}
