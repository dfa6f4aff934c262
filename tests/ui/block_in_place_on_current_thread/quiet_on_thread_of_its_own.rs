#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

fn read() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("file"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    std::thread::spawn(|| println!("{:?}", read()));
}
