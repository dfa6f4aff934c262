#![deny(cancel_unsafe_in_select)]
#![allow(unused)]

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};

async fn serve(mut stream: TcpStream, mut stop: oneshot::Receiver<()>) -> std::io::Result<()> {
    let mut header = [0; 4];
    loop {
        tokio::select! {
            read = stream.read_exact(&mut header) => {
                read?;
            }
            _ = &mut stop => break,
        }
    }
    Ok(())
}

async fn until(stream: &mut TcpStream, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let mut header = [0; 4];
    loop {
        tokio::select! {
            read = stream.read_exact(&mut header) => {
                read?;
            }
            changed = stop.changed() => {
                println!("stopping");
                return changed.map_err(std::io::Error::other);
            }
        }
    }
}

fn main() {}
