#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Clone)]
struct Places(Arc<Semaphore>);

struct Place(OwnedSemaphorePermit);

impl Places {
    async fn take(&self) -> Place {
        Place(Arc::clone(&self.0).acquire_owned().await.expect("never closed"))
    }
}

async fn answer(socket: TcpStream, place: Place) {}

async fn serve(listener: TcpListener, places: Places) {
    while let Ok((socket, _)) = listener.accept().await {
        let place = places.take().await;
        tokio::spawn(answer(socket, place));
    }
}

fn main() {}
