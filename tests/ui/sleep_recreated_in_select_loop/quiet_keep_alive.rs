#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::sleep;

struct Connection;

impl Connection {
    async fn send(&self, bytes: &[u8]) {}
}

async fn write(mut outgoing: Receiver<Vec<u8>>, connection: Connection) {
    loop {
        tokio::select! {
            Some(bytes) = outgoing.recv() => connection.send(&bytes).await,
            _ = sleep(Duration::from_secs(30)) => connection.send(b"ping").await,
        }
    }
}

async fn answer(bytes: &[u8]) {}

async fn listen(socket: UdpSocket) {
    let mut bytes = [0; 512];
    loop {
        tokio::select! {
            Ok(length) = socket.recv(&mut bytes) => answer(&bytes[..length]).await,
            _ = sleep(Duration::from_secs(30)) => drop(socket.send(b"ping").await),
        }
    }
}

async fn forward(mut outgoing: Receiver<Option<u32>>, peer: Sender<Option<u32>>) {
    loop {
        tokio::select! {
            Some(number) = outgoing.recv() => drop(peer.send(number).await),
            _ = sleep(Duration::from_secs(30)) => drop(peer.send(None).await),
        }
    }
}

fn main() {}
