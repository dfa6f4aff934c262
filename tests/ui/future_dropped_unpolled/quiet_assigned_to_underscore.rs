#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::FutureExt;
use futures::future::BoxFuture;

async fn save(number: u32) -> Result<(), String> {
    Ok(())
}

async fn update(last: &mut Option<BoxFuture<'static, ()>>) {
    _ = save(1).await;
    _ = tokio::spawn(async { println!("saved") });
    _ = save(3).now_or_never();
    _ = last.take();
    let later = save(4);
    _ = later;
}

fn main() {}
