#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use async_std::net::{TcpListener, TcpStream};
use async_std::prelude::*;
use async_std::task;

async fn answer(stream: TcpStream) {}

async fn serve(listener: TcpListener) {
    let mut incoming = listener.incoming();
    while let Some(stream) = incoming.next().await {
        let Ok(stream) = stream else { continue };
        task::spawn(answer(stream));
    }
}

fn main() {}
