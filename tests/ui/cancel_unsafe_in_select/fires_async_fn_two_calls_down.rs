#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

async fn read_header<R: AsyncRead + Unpin>(reader: &mut R) -> std::io::Result<u32> {
    reader.read_u32().await
}

async fn read_frame<R: AsyncRead + Unpin>(reader: &mut R) -> std::io::Result<Vec<u8>> {
    let length = read_header(reader).await?;
    let mut frame = Vec::new();
    reader.take(length.into()).read_buf(&mut frame).await?;
    Ok(frame)
}

async fn serve(mut stream: TcpStream, mut orders: mpsc::Receiver<u8>) {
    loop {
        tokio::select! {
            biased;
            Some(order) = orders.recv() => println!("{order}"),
            frame = read_frame(&mut stream) => match frame {
                Ok(frame) => println!("{}", frame.len()),
                Err(_) => break,
            },
            else => break,
        }
    }
}

fn main() {}
