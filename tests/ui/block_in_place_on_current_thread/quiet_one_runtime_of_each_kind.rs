#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::{Builder, Runtime};

async fn read() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("file"))
}

fn main() {
    let small = Builder::new_current_thread().build().unwrap();
    small.block_on(async {});
    let large = Runtime::new().unwrap();
    println!("{:?}", large.block_on(read()));
}
