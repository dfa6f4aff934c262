//! Follows the message broker.

use async_std::io::{BufReader, prelude::BufReadExt};
use async_std::net::TcpStream;

/// Logs each message, for as long as the service runs.
pub async fn follow() {
    loop {
        let mut messages = BufReader::new(connect().await);
        let mut message = String::new();
        while messages
            .read_line(&mut message)
            .await
            .is_ok_and(|read| read > 0)
        {
            tracing::info!(message);
            message.clear();
        }
    }
}

async fn connect() -> TcpStream {
    loop {
        match TcpStream::connect("broker.internal:8000").await {
            Ok(broker) => return broker,
            Err(error) => tracing::warn!(%error, "no broker"),
        }
    }
}
