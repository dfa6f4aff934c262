#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

async fn answer(socket: TcpStream) {}

async fn serve(listener: TcpListener) {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            Ok((socket, _)) = listener.accept() => {
                tasks.spawn(answer(socket));
            }
            Some(ended) = tasks.join_next() => {
                if let Err(error) = ended {
                    eprintln!("{error}");
                }
            }
        }
    }
}

fn main() {}
