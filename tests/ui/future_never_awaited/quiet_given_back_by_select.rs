#![deny(future_never_awaited)]
#![allow(unused)]

use futures::future::{BoxFuture, select_all, select_ok};

fn load(number: u32) -> BoxFuture<'static, Result<u32, String>> {
    Box::pin(async move { Ok(number) })
}

async fn swap(mut first: BoxFuture<'static, Result<u32, String>>) -> (u32, BoxFuture<'static, Result<u32, String>>) {
    tokio::select! {
        _ = &mut first => {}
        _ = std::future::ready(()) => {}
    }
    (1, first)
}

async fn race() -> Result<(), String> {
    let (first, _index, _polled) = select_all(vec![load(1), load(2)]).await;
    let (second, _polled) = select_ok([load(3), load(4)]).await?;
    let (third, _polled) = swap(load(5)).await;
    Ok(())
}

fn main() {}
