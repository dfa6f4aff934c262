#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::runtime::Handle;
use tokio::task::block_in_place;

async fn name() -> String {
    "service".to_owned()
}

fn name_now() -> String {
    block_in_place(|| Handle::current().block_on(name()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(async { println!("{}", name_now()) }).await.unwrap();
}
