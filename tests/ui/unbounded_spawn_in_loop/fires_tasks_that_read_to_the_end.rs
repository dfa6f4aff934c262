#![deny(unbounded_spawn_in_loop)]
#![allow(unused, detached_task_result_lost)]

// How many bytes have come is no bound on how many connections there are.
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn drain(mut stream: TcpStream) {
    let mut buffer = [0; 1024];
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..read]).await?;
    }
}

async fn serve_drains(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(drain(stream));
    }
}

async fn serve_echoes(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            if let Err(error) = echo(stream).await {
                eprintln!("{error}");
            }
        });
    }
}

async fn serve_named_echoes(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let task = echo(stream);
        tokio::spawn(task);
    }
}

fn main() {}
