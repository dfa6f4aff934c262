#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;

trait Handler: Send + Sync + 'static {
    fn handle(&self, packet: Vec<u8>, from: SocketAddr) -> impl Future<Output = ()> + Send;
}

async fn serve<H: Handler>(socket: UdpSocket, handler: Arc<H>) -> std::io::Result<()> {
    let mut buffer = vec![0; 1500];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await?;
        if length == 0 {
            continue;
        }
        let packet = buffer[..length].to_vec();
        let handler = Arc::clone(&handler);
        tokio::spawn(async move { handler.handle(packet, from).await });
    }
}

fn main() {}
