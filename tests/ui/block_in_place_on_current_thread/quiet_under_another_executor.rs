#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

async fn read() -> std::io::Result<Vec<u8>> {
    tokio::task::block_in_place(|| std::fs::read("file"))
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    println!("{:?}", futures::executor::block_on(read()));
}
