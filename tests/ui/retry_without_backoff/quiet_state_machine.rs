#![deny(retry_without_backoff)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::TcpStream;

enum State {
    Connecting,
    Waiting,
    Connected(TcpStream),
}

async fn run(address: &str) {
    let mut state = State::Connecting;
    loop {
        state = match state {
            State::Connecting => match TcpStream::connect(address).await {
                Ok(stream) => State::Connected(stream),
                Err(_) => State::Waiting,
            },
            State::Waiting => {
                tokio::time::sleep(Duration::from_secs(1)).await;
                State::Connecting
            }
            State::Connected(_) => return,
        };
    }
}

async fn run_with_stop(address: &str, mut stop: tokio::sync::oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut stop => return,
            _ = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if let Ok(stream) = TcpStream::connect(address).await {
            return;
        }
    }
}

fn main() {}
