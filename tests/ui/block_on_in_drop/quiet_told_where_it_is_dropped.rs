#![deny(block_on_in_drop)]
#![allow(unused)]
#![allow(block_on_in_async)] // which reports it

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        futures::executor::block_on(async {});
    }
}

async fn work() {
    let guard = Guard;
    println!("at work");
}

fn main() {}
