#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::sync::Arc;

use smol::net::{TcpListener, TcpStream};
use smol::{Executor, Task};

async fn answer(stream: TcpStream) {}

async fn serve(executor: Arc<Executor<'static>>, listener: TcpListener) -> std::io::Result<()> {
    let mut tasks: Vec<Task<()>> = Vec::new();
    loop {
        let (stream, _) = listener.accept().await?;
        tasks.push(executor.spawn(answer(stream)));
    }
}

fn main() {}
