#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::sync::Arc;

use smol::lock::Semaphore;
use smol::net::{TcpListener, TcpStream};

async fn answer(stream: TcpStream) {}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let limit = Arc::new(Semaphore::new(100));
    loop {
        let place = limit.acquire_arc().await;
        let (stream, _) = listener.accept().await?;
        smol::spawn(async move {
            answer(stream).await;
            drop(place);
        })
        .detach();
    }
}

fn main() {}
