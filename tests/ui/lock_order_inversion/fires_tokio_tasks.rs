#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

struct Shared {
    peers: RwLock<Vec<String>>,
    queue: Mutex<Vec<String>>,
}

async fn broadcast(shared: Arc<Shared>) {
    let mut queue = shared.queue.lock().await;
    for message in queue.drain(..) {
        for peer in shared.peers.read().await.iter() {
            println!("{peer}: {message}");
        }
    }
}

async fn leave(shared: &Shared, name: &str) {
    let mut peers = shared.peers.write().await;
    peers.retain(|peer| peer != name);
    announce(shared, format!("{name} left")).await;
}

async fn announce(shared: &Shared, message: String) {
    shared.queue.lock().await.push(message);
}

#[tokio::main]
async fn main() {
    let shared = Arc::new(Shared {
        peers: RwLock::default(),
        queue: Mutex::default(),
    });
    tokio::spawn(broadcast(shared.clone()));
    leave(&shared, "somebody").await;
}
