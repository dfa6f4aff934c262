#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn echo(mut stream: tokio::net::TcpStream) -> std::io::Result<()> {
    let mut buffer = [0; 64];
    let count = stream.read(&mut buffer).await?;
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    stream.write_all(&buffer[..count]).await
}

async fn echo_of_smol(mut stream: smol::net::TcpStream) -> std::io::Result<()> {
    use smol::io::{AsyncReadExt, AsyncWriteExt};
    let mut buffer = [0; 64];
    let count = stream.read(&mut buffer).await?;
    smol::Timer::after(std::time::Duration::from_millis(1)).await;
    stream.write_all(&buffer[..count]).await
}

// Its first timer starts a thread, and joins it if another one was quicker.
async fn later() {
    futures_timer::Delay::new(std::time::Duration::from_millis(1)).await;
}

async fn locked(shared: &tokio::sync::Mutex<u32>) -> u32 {
    *shared.lock().await
}

fn main() {}
