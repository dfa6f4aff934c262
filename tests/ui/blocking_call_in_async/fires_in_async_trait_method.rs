#![deny(blocking_call_in_async)]
#![allow(unused)]

#[async_trait::async_trait]
trait Store {
    async fn load(&self, key: &str) -> Vec<u8>;
}

struct Disk;

#[async_trait::async_trait]
impl Store for Disk {
    async fn load(&self, key: &str) -> Vec<u8> {
        std::fs::read(key).unwrap_or_default()
    }
}

fn main() {}
