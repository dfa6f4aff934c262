#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

struct Recorded<R> {
    inner: R,
}

impl<R: AsyncRead + Unpin> AsyncRead for Recorded<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_read(cx, buffer);
        record(buffer.filled());
        polled
    }
}

fn record(bytes: &[u8]) {
    let _ = std::fs::write("record.bin", bytes);
}

fn main() {}
