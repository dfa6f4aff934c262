#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Builder;

struct Read;

impl Future for Read {
    type Output = std::io::Result<Vec<u8>>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(tokio::task::block_in_place(|| std::fs::read("file")))
    }
}

fn main() -> std::io::Result<()> {
    let start = Builder::new_current_thread;
    start().build()?.block_on(Read).map(drop)
}
