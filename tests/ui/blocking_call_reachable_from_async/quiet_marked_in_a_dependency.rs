#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

async fn page() {
    heddle_storage::settled();
}

fn main() {}
