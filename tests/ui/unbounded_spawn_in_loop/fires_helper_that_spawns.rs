#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::io;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};

struct Server {
    listener: TcpListener,
}

impl Server {
    async fn next(&self) -> io::Result<TcpStream> {
        let (socket, _) = self.listener.accept().await?;
        socket.set_nodelay(true)?;
        Ok(socket)
    }

    fn start(self: &Arc<Self>, socket: TcpStream) {
        let server = Arc::clone(self);
        tokio::spawn(async move { server.answer(socket).await });
    }

    async fn answer(&self, socket: TcpStream) {}

    async fn run(self: Arc<Self>) -> io::Result<()> {
        loop {
            let socket = self.next().await?;
            self.start(socket);
        }
    }
}

fn main() {}
