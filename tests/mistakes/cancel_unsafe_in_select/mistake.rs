//! Follows what the warehouse has in stock.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time;

/// Follows for as long as the service runs, over a new connection where one has broken.
pub async fn follow() {
    while let Err(error) = read().await {
        tracing::warn!(%error, "lost the warehouse");
        time::sleep(Duration::from_secs(1)).await;
    }
}

async fn read() -> io::Result<()> {
    let warehouse = TcpStream::connect("warehouse.internal:7000").await?;
    let (mut changes, mut answers) = warehouse.into_split();
    let mut alive = time::interval(Duration::from_secs(10));
    let mut change = [0; 8];
    loop {
        tokio::select! {
            read = changes.read_exact(&mut change) => {
                read?;
                tracing::info!(change = u64::from_be_bytes(change), "stock");
            }
            _ = alive.tick() => answers.write_all(b"alive\n").await?,
        }
    }
}
