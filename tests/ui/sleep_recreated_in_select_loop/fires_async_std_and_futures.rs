#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::sync::Arc;
use std::time::Duration;

use async_std::channel::Receiver;
use async_std::task;
use futures::FutureExt;

#[derive(Default)]
struct Cache;

impl Cache {
    fn insert(&self, key: String) {}

    fn evict(&self) {}
}

async fn serve(keys: Receiver<String>, cache: Arc<Cache>) {
    loop {
        futures::select! {
            key = keys.recv().fuse() => {
                let Ok(key) = key else { return };
                cache.insert(key);
            }
            _ = task::sleep(Duration::from_secs(10)).fuse() => cache.evict(),
        }
    }
}

fn main() {}
