#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::pin::Pin;
use std::sync::mpsc::SyncSender;
use std::task::{Context, Poll};

struct Records(SyncSender<String>);

impl futures::Sink<String> for Records {
    type Error = ();

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, record: String) -> Result<(), ()> {
        self.0.send(record).map_err(|_| ())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }
}

fn main() {}
