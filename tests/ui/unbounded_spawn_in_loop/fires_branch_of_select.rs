#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

// The shutdown channel is received from as well, but it is the listener that decides how often a task is started.
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;

async fn answer(socket: TcpStream) {}

async fn serve(listener: TcpListener, mut shutdown: broadcast::Receiver<()>) {
    loop {
        tokio::select! {
            _ = shutdown.recv() => break,
            accepted = listener.accept() => {
                match accepted {
                    Ok((socket, peer)) => {
                        tokio::spawn(answer(socket));
                    }
                    Err(error) => eprintln!("cannot accept: {error}"),
                }
            }
        }
    }
}

fn main() {}
