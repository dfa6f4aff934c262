#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn size(path: &String) -> usize {
    std::fs::read(path).map_or(0, |bytes| bytes.len())
}

async fn sizes(paths: &[String]) -> Vec<usize> {
    paths.iter().map(size).collect()
}

fn main() {}
