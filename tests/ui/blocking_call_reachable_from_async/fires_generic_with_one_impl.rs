#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

trait Source {
    fn read(&self) -> Vec<u8>;
}

struct Disk;

impl Source for Disk {
    fn read(&self) -> Vec<u8> {
        std::fs::read("data.bin").unwrap_or_default()
    }
}

async fn data<S: Source>(source: &S) -> Vec<u8> {
    source.read()
}

fn main() {}
