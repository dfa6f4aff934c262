#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::io::{Error, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(5);

async fn question_mark(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut header = [0; 4];
    loop {
        timeout(LIMIT, stream.read_exact(&mut header)).await.map_err(|_| Error::from(ErrorKind::TimedOut))??;
    }
}

async fn matched(mut stream: TcpStream) {
    let mut header = [0; 4];
    loop {
        match timeout(LIMIT, stream.read_exact(&mut header)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                println!("{error}");
                break;
            }
            Err(_) => {
                let _ = stream.write_all(b"too late").await;
                break;
            }
        }
    }
}

async fn let_else(mut stream: TcpStream) {
    let mut header = [0; 4];
    loop {
        let Ok(read) = timeout(LIMIT, stream.read_exact(&mut header)).await else {
            return;
        };
        println!("{}", read.is_ok());
    }
}

async fn asked(mut stream: TcpStream) {
    let mut header = [0; 4];
    while timeout(LIMIT, stream.read_exact(&mut header)).await.is_ok() {
        println!("{header:?}");
    }
}

fn main() {}
