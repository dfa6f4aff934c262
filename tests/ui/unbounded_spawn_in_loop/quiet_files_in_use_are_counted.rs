#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

// A number out of the result of a function of one's own may count the tasks.
use std::io;

use tokio::net::{TcpListener, TcpStream};

async fn answer(socket: TcpStream) {}

async fn files_in_use() -> io::Result<usize> {
    let mut files = tokio::fs::read_dir("/proc/self/fd").await?;
    let mut count = 0;
    while files.next_entry().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

async fn serve(listener: TcpListener) {
    while let Ok((socket, _)) = listener.accept().await {
        if files_in_use().await.is_ok_and(|files| files > 1000) {
            continue;
        }
        tokio::spawn(answer(socket));
    }
}

fn main() {}
