#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

async fn answer(socket: TcpStream) {}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let limit = Arc::new(Semaphore::new(250));
    loop {
        let permit = limit.clone().acquire_owned().await.unwrap();
        let (socket, _) = listener.accept().await?;
        tokio::spawn(async move {
            answer(socket).await;
            drop(permit);
        });
    }
}

fn main() {}
