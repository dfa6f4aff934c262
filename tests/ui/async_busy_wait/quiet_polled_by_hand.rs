#![deny(async_busy_wait)]
#![allow(unused)]

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};

struct Ready(Arc<AtomicBool>);

impl Future for Ready {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.0.load(Ordering::Acquire) {
                return Poll::Ready(());
            }
            if self.0.load(Ordering::Relaxed) {
                continue;
            }
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
    }
}

async fn next(lines: mpsc::Receiver<String>) -> String {
    poll_fn(|context| match lines.try_recv() {
        Ok(line) => Poll::Ready(line),
        Err(_) => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

fn main() {}
