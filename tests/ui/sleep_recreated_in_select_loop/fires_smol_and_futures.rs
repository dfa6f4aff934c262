#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use futures::channel::mpsc::UnboundedReceiver;
use futures::{FutureExt, StreamExt, select_biased};
use smol::Timer;

async fn answer(request: Vec<u8>) {}

async fn renew(lease: &str) {}

fn serve(mut requests: UnboundedReceiver<Vec<u8>>, lease: &'static str) -> impl Future<Output = ()> {
    async move {
        loop {
            select_biased! {
                request = requests.select_next_some() => answer(request).await,
                _ = FutureExt::fuse(Timer::after(Duration::from_secs(20))) => {
                    renew(lease).await;
                }
            }
        }
    }
}

fn main() {}
