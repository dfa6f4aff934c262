#![deny(block_on_in_async)]
#![allow(unused)]

fn start() {
    tokio::spawn(async {
        smol::block_on(async { 7 });
    });
}

fn main() {}
