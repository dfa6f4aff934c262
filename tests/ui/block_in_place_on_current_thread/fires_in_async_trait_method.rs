#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use async_trait::async_trait;

#[async_trait]
trait Job {
    async fn run(&self) -> u32;
}

struct Sum(u32);

#[async_trait]
impl Job for Sum {
    async fn run(&self) -> u32 {
        tokio::task::block_in_place(|| (0..self.0).sum())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let jobs: Vec<Box<dyn Job>> = vec![Box::new(Sum(9))];
    for job in &jobs {
        println!("{}", job.run().await);
    }
}
