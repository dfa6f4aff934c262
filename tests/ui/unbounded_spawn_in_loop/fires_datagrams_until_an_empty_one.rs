#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::UdpSocket;
use tokio::sync::mpsc;

async fn store(datagram: [u8; 512]) {}

async fn serve(socket: UdpSocket) {
    let mut datagram = [0; 512];
    while socket.recv(&mut datagram).await.is_ok_and(|length| length > 0) {
        tokio::spawn(store(datagram));
    }
}

async fn count(number: u32) {}

async fn follow(mut numbers: mpsc::Receiver<u32>) {
    let mut last = 0;
    while numbers.recv().await.is_some_and(|number| number > 0) {
        tokio::spawn(count(7));
    }
}

fn main() {}
