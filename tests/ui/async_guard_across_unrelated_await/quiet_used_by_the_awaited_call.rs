#![deny(async_guard_across_unrelated_await)]
#![allow(unused)]

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

struct Client {
    stream: TcpStream,
    sent: u64,
}

impl Client {
    async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }
}

async fn by_method(client: &Mutex<Client>) {
    let mut client = client.lock().await;
    client.send(b"hello").await.unwrap();
    client.stream.flush().await.unwrap();
}

async fn by_a_value_read_from_it(client: &Mutex<Client>) {
    let client = client.lock().await;
    let sent = client.sent;
    tokio::time::sleep(std::time::Duration::from_secs(sent)).await;
}

async fn by_a_buffer_filled_from_it(client: &Mutex<Client>) {
    let client = client.lock().await;
    let mut buffer = Vec::new();
    buffer.extend_from_slice(&client.sent.to_be_bytes());
    tokio::fs::write("sent", buffer).await.unwrap();
}

async fn in_a_join(client: &Mutex<Client>) {
    let mut client = client.lock().await;
    let (sent, ()) = tokio::join!(client.send(b"hello"), tokio::task::yield_now());
}

async fn in_a_block(client: &Mutex<Client>) {
    let mut client = client.lock().await;
    let send = async { client.send(b"hello").await };
    send.await.unwrap();
}

fn main() {}
