#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn load_all(paths: &[&str]) -> Vec<Vec<u8>> {
    paths.iter().map(std::fs::read).map(Result::unwrap_or_default).collect()
}

fn main() {}
