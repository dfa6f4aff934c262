#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

async fn listen(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut idle = 0;
    loop {
        let mut frame = [0; 16];
        match timeout(Duration::from_secs(5), stream.read_exact(&mut frame)).await {
            Ok(read) => {
                read?;
                idle = 0;
            }
            Err(_) => {
                idle += 1;
                println!("idle {idle} times");
            }
        }
    }
}

fn main() {}
