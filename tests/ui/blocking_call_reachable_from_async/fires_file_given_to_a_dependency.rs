#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

async fn count(file: tokio::fs::File) -> std::io::Result<usize> {
    heddle_storage::words(file.into_std().await)
}

fn main() {}
