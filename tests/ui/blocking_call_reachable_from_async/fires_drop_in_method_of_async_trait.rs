#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Scratch;

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file("scratch");
    }
}

struct Jobs;

#[async_trait::async_trait]
trait Runs {
    async fn run(&self, scratch: Scratch);
}

#[async_trait::async_trait]
impl Runs for Jobs {
    async fn run(&self, scratch: Scratch) {
        tokio::task::yield_now().await;
    }
}

fn main() {}
