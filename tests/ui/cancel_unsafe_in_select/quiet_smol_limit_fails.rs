#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::io::{Error, ErrorKind};
use std::time::Duration;
use smol::future::FutureExt;
use smol::io::AsyncReadExt;
use smol::net::TcpStream;

async fn poll_meter(mut stream: TcpStream) -> std::io::Result<()> {
    loop {
        let mut value = [0; 8];
        let late = async {
            smol::Timer::after(Duration::from_secs(1)).await;
            Err(Error::from(ErrorKind::TimedOut))
        };
        stream.read_exact(&mut value).or(late).await?;
        println!("{}", f64::from_be_bytes(value));
    }
}

fn main() {}
