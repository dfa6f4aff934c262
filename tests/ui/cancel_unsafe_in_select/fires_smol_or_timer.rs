#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use std::time::Duration;
use smol::future::FutureExt;
use smol::io::AsyncReadExt;
use smol::net::TcpStream;

async fn poll_meter(mut stream: TcpStream) -> std::io::Result<()> {
    loop {
        let mut value = [0; 8];
        let read = async { stream.read_exact(&mut value).await.map(Some) };
        let late = async {
            smol::Timer::after(Duration::from_secs(1)).await;
            Ok(None)
        };
        match read.or(late).await? {
            Some(()) => println!("{}", f64::from_be_bytes(value)),
            None => println!("late"),
        }
    }
}

fn main() {}
