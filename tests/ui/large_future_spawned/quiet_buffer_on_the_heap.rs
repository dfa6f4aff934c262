#![deny(large_future_spawned)]
#![allow(unused)]

async fn copy() {
    let mut buffer = vec![0; 64 * 1024];
    smol::future::yield_now().await;
    buffer.clear();
    let boxed = Box::new([0_u8; 32 * 1024]);
    tokio::task::yield_now().await;
    drop(boxed);
}

fn main() {
    smol::block_on(copy());
    smol::block_on(async { smol::spawn(copy()).await });
}
