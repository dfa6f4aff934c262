#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::Builder;

async fn read() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("file"))
}

fn main() {
    let mut builder = match std::env::args().nth(1) {
        Some(_) => Builder::new_current_thread(),
        None => Builder::new_multi_thread(),
    };
    println!("{:?}", builder.build().unwrap().block_on(read()));
}
