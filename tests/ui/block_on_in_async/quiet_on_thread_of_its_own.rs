#![deny(block_on_in_async)]
#![allow(unused)]

async fn start() {
    std::thread::spawn(|| futures::executor::block_on(async { 7 }));
}

fn main() {}
