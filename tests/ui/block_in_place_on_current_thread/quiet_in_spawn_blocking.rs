#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::task;

fn read() -> std::io::Result<Vec<u8>> {
    task::block_in_place(|| std::fs::read("file"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:?}", task::spawn_blocking(read).await);
    println!("{:?}", task::spawn_blocking(|| read().is_ok()).await);
}
