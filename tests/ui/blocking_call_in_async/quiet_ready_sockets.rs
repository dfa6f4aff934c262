#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::io::Read;

use tokio::io::unix::AsyncFd;

async fn read(socket: &AsyncFd<std::net::TcpStream>, buffer: &mut [u8]) -> std::io::Result<usize> {
    loop {
        let mut guard = socket.readable().await?;
        match guard.try_io(|inner| inner.get_ref().read(buffer)) {
            Ok(result) => return result,
            Err(_would_block) => continue,
        }
    }
}

fn main() {}
