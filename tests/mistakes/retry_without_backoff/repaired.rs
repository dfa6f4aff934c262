//! Follows the message broker.

use std::time::Duration;

use async_std::io::{BufReader, prelude::BufReadExt};
use async_std::net::TcpStream;

use crate::rt;

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
    let mut most = Duration::from_millis(100);
    loop {
        match TcpStream::connect("broker.internal:8000").await {
            Ok(broker) => return broker,
            Err(error) => tracing::warn!(%error, "no broker"),
        }
        rt::sleep(most.mul_f64(fastrand::f64())).await;
        most = Duration::from_secs(10).min(most * 2);
    }
}
