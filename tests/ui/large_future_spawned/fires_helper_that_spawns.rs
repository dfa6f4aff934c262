#![deny(large_future_spawned)]
#![allow(unused)]

use std::future::Future;

struct Service;

impl Service {
    fn background<F>(&self, name: &str, future: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        println!("{name} starts");
        tokio::spawn(async move { future.await });
    }

    fn start(&self) {
        self.background("index", async {
            let words = [0_u32; 8192];
            tokio::task::yield_now().await;
            println!("{}", words.len());
        });
    }
}

fn main() {}
