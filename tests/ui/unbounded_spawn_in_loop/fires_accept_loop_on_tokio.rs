#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::{TcpListener, TcpStream};

async fn answer(socket: TcpStream) {}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    loop {
        let (socket, _) = listener.accept().await?;
        tokio::spawn(async move {
            answer(socket).await;
        });
    }
}
