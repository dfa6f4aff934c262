//! Invoices, numbered without a gap.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::rt;

static NUMBERS: OnceLock<mpsc::Sender<oneshot::Sender<u64>>> = OnceLock::new();

/// Gives the numbers out, each once it is written down.
pub async fn number() {
    let (numbers, mut wanted) = mpsc::channel::<oneshot::Sender<u64>>(64);
    let _ = NUMBERS.set(numbers);
    let mut last = 0_u64;
    while let Some(reply) = wanted.recv().await {
        let next = last + 1;
        if tokio::fs::write("/srv/shop/number", next.to_string())
            .await
            .is_ok()
        {
            last = next;
            let _ = reply.send(next);
        }
    }
}

/// Writes an invoice a second.
pub async fn write() {
    loop {
        rt::sleep(Duration::from_secs(1)).await;
        match next().await {
            Some(number) => tracing::info!(number, "an invoice"),
            None => tracing::warn!("no number for an invoice"),
        }
    }
}

async fn next() -> Option<u64> {
    let (reply, number) = oneshot::channel();
    NUMBERS.get()?.send(reply).await.ok()?;
    number.await.ok()
}
