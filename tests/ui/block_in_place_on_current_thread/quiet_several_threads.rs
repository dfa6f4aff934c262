#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

#[tokio::main]
async fn main() {
    let text = tokio::task::block_in_place(|| std::fs::read_to_string("file"));
    println!("{text:?}");
}
