#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use async_std::net::TcpStream;
use futures::{AsyncReadExt, FutureExt, pin_mut, select};

async fn watch(mut stream: TcpStream) -> std::io::Result<()> {
    let mut status = [0; 32];
    let mut rest = [0; 8];
    {
        let read = stream.read_exact(&mut status).fuse();
        pin_mut!(read);
        loop {
            select! {
                read = read => break read?,
                _ = async_std::task::sleep(Duration::from_secs(1)).fuse() => println!("no news"),
            }
        }
    }
    stream.read_exact(&mut rest).await
}

async fn unpinned(mut stream: TcpStream) -> std::io::Result<()> {
    let mut status = [0; 32];
    let mut read = stream.read_exact(&mut status).fuse();
    loop {
        select! {
            read = read => return read,
            _ = async_std::task::sleep(Duration::from_secs(1)).fuse() => println!("no news"),
        }
    }
}

fn main() {}
