#![deny(large_future_spawned)]
#![allow(unused)]

use std::pin::pin;

async fn large() {
    let buffer = [0_u8; 64 * 1024];
    smol::future::yield_now().await;
    println!("{}", buffer.len());
}

fn main() {
    let mut future = pin!(large());
    let mut another = pin!(large());
    smol::block_on(future.as_mut());
    futures::executor::block_on(&mut another);
}
