#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::io::{self, ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

// Made by `set_nonblocking(true)`; something else wakes the task.
struct Connection(TcpStream);

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.0.read(buffer.initialize_unfilled()) {
            Ok(count) => {
                buffer.advance(count);
                Poll::Ready(Ok(()))
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

struct Incoming(TcpListener);

impl futures::Stream for Incoming {
    type Item = TcpStream;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<TcpStream>> {
        match self.0.accept() {
            Ok((stream, _)) => Poll::Ready(Some(stream)),
            Err(_) => Poll::Pending,
        }
    }
}

fn main() {}
