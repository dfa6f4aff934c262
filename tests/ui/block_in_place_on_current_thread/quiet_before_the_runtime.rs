#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::Builder;

fn read() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("file"))
}

fn main() {
    let text = read();
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { println!("{text:?}") });
}
