#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::collections::HashMap;
use std::net::SocketAddr;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;

async fn session(from: SocketAddr, packets: mpsc::Receiver<Vec<u8>>) {}

async fn serve(socket: UdpSocket) -> std::io::Result<()> {
    let mut sessions: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>> = HashMap::new();
    let mut buffer = [0; 1500];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await?;
        let packet = buffer[..length].to_vec();
        match sessions.get(&from) {
            Some(packets) => {
                let _ = packets.try_send(packet);
            }
            None => {
                let (packets, received) = mpsc::channel(16);
                tokio::spawn(session(from, received));
                sessions.insert(from, packets);
            }
        }
    }
}

fn main() {}
