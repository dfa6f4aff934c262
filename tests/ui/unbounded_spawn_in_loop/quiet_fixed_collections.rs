#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

async fn work(number: usize) {}

async fn listen(listeners: Vec<TcpListener>) -> Vec<JoinHandle<()>> {
    for number in 0..8 {
        tokio::spawn(work(number));
    }
    let mut tasks = Vec::new();
    for listener in listeners {
        tasks.push(tokio::spawn(async move {
            let _ = listener.accept().await;
        }));
    }
    tasks
}

async fn first_four(listener: TcpListener) {
    for _ in 0..4 {
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(async move { drop(socket) });
        }
    }
}

fn main() {}
