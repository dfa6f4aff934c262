#![deny(block_on_in_async)]
#![allow(unused)]

use std::pin::Pin;
use std::task::{Context, Poll};

struct Ready;

impl Future for Ready {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        Poll::Ready(async_std::task::block_on(async { 7 }))
    }
}

fn main() {}
