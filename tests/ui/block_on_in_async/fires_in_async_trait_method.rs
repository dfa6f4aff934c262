#![deny(block_on_in_async)]
#![allow(unused)]

use async_trait::async_trait;

#[async_trait]
trait Job {
    async fn run(&self) -> u32;
}

struct Sum;

#[async_trait]
impl Job for Sum {
    async fn run(&self) -> u32 {
        futures::executor::block_on(async { 7 })
    }
}

fn main() {}
