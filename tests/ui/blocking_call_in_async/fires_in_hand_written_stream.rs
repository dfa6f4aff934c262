#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::pin::Pin;
use std::sync::mpsc::Receiver;
use std::task::{Context, Poll};

struct Lines(Receiver<String>);

impl futures::Stream for Lines {
    type Item = String;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        Poll::Ready(self.0.recv().ok())
    }
}

fn main() {}
