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

struct Memory;

impl Source for Memory {
    fn read(&self) -> Vec<u8> {
        Vec::new()
    }
}

async fn data<S: Source>(source: &S) -> Vec<u8> {
    source.read()
}

fn main() {}
