#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::pin::Pin;
use std::task::{Context, Poll};

struct Joined(Option<std::thread::JoinHandle<u32>>);

impl Future for Joined {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        Poll::Ready(self.0.take().unwrap().join().unwrap())
    }
}

fn main() {}
