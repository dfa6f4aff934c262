#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

fn load() -> std::io::Result<Vec<u8>> {
    std::thread::sleep(Duration::from_millis(1));
    std::fs::read("data.bin")
}

struct Blocking;

impl std::io::Read for Blocking {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        std::io::stdin().read(buffer)
    }
}

fn main() {}
