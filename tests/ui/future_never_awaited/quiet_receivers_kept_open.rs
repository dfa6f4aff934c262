#![deny(future_never_awaited)]
#![allow(unused)]

async fn start() {
    let (tokio, _kept) = tokio::sync::oneshot::channel::<u32>();
    let (futures, _held) = futures::channel::oneshot::channel::<u32>();
    let _ = tokio.send(1);
    let _ = futures.send(1);
}

fn main() {}
