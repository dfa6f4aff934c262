#![deny(future_never_awaited)]
#![allow(unused)]

use futures::future::FutureExt;
use std::pin::Pin;
use std::task::{Context, Poll};

struct Session;

impl Future for Session {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        println!("closed");
    }
}

async fn start() {
    let _session = Session;
    let (remote, _handle) = async { 1 }.remote_handle();
    tokio::spawn(remote);
    let _fused = smol::spawn(async {}).fuse();
}

fn main() {}
