#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use futures::{AsyncReadExt, FutureExt, select};
use async_std::net::TcpStream;

async fn watch(mut stream: TcpStream) {
    let mut status = [0; 32];
    loop {
        select! {
            read = async { stream.read_exact(&mut status).await }.fuse() => {
                if read.is_err() {
                    return;
                }
            }
            _ = async_std::task::sleep(Duration::from_secs(1)).fuse() => println!("no news"),
        }
    }
}

fn main() {}
