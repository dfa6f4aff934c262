#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
#[derive(Clone)]
struct Ctx {
    s: Arc<St>,
}
struct St {
    a: Mutex<Vec<u8>>,
    b: Mutex<u32>,
}
async fn run(ctx: Ctx, mut rx: mpsc::Receiver<u8>) {
    loop {
        tokio::select! {
            Some(m) = rx.recv() => { let mut a = ctx.s.a.lock().await; a.push(m); *ctx.s.b.lock().await += 1; }
            _ = tokio::time::sleep(Duration::from_secs(1)) => { let b = ctx.s.b.lock().await; if *b > 3 { ctx.s.a.lock().await.clear(); } }
        }
    }
}
fn main() {}
