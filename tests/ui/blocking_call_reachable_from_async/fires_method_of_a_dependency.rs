#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use heddle_storage::Store;

async fn page(store: &Store) -> usize {
    store.document("index").map_or(0, |bytes| bytes.len())
}

fn main() {}
