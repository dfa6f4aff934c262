#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::BoxFuture;

async fn save(number: u32) -> Result<(), String> {
    Ok(())
}

fn notify() -> Option<BoxFuture<'static, ()>> {
    None
}

async fn update(number: u32) {
    _ = save(number);
    _ = notify();
}

fn stop() {
    _ = Box::pin(save(0));
}

fn main() {}
