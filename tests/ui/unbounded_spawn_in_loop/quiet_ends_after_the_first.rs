#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

async fn answer(socket: TcpStream) {}

async fn one(listener: TcpListener) -> JoinHandle<()> {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => return tokio::spawn(answer(socket)),
            Err(error) => eprintln!("{error}"),
        }
    }
}

async fn two(listener: TcpListener) {
    loop {
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket));
            break;
        }
    }
}

fn main() {}
