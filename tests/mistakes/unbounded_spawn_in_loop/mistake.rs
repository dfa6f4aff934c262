//! Scanners in the store.

use async_std::io::{BufReader, prelude::BufReadExt};
use async_std::net::{TcpListener, TcpStream};
use async_std::stream::StreamExt;
use async_std::task;

/// Listens for as long as the service runs.
pub async fn listen() {
    let Ok(scanners) = TcpListener::bind("0.0.0.0:7950").await else {
        return tracing::error!("no scanner can connect");
    };
    while let Ok((scanner, _)) = scanners.accept().await {
        task::spawn(hear(scanner));
    }
}

async fn hear(scanner: TcpStream) {
    let mut codes = BufReader::new(scanner).lines();
    while let Some(Ok(code)) = codes.next().await {
        tracing::info!(code, "scanned");
    }
}
