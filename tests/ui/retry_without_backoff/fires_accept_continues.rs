#![deny(retry_without_backoff)]
#![allow(unused)]

use tokio::net::{TcpListener, TcpStream};

async fn answer(stream: TcpStream) {}

async fn serve(listener: TcpListener) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept");
                continue;
            }
        };
        tokio::spawn(answer(stream));
    }
}

async fn serve_those_that_come(listener: TcpListener) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            answer(stream).await;
        }
    }
}

fn main() {}
