//! Follows what the warehouse has in stock.

use std::io;
use std::pin::pin;
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
    loop {
        let mut change = pin!(changes.read_u64());
        let change = loop {
            tokio::select! {
                change = &mut change => break change?,
                _ = alive.tick() => answers.write_all(b"alive\n").await?,
            }
        };
        tracing::info!(change, "stock");
    }
}
