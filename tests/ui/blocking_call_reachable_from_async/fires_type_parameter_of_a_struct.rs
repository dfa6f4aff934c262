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

struct App<S> {
    source: S,
}

impl<S: Source> App<S> {
    fn size(&self) -> usize {
        self.data().len()
    }

    fn data(&self) -> Vec<u8> {
        self.source.read()
    }
}

async fn size(app: &App<Disk>) -> usize {
    app.size()
}

fn main() {}
