#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

async fn page(name: &str) -> std::io::Result<Vec<u8>> {
    heddle_storage::load(std::path::Path::new(name))
}

fn main() {}
