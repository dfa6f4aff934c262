//! Visits, kept for a week.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time;

static VISITS: OnceLock<mpsc::Sender<&'static str>> = OnceLock::new();

/// Takes a visit down, unless too many wait for that already.
pub fn note(page: &'static str) {
    if let Some(visits) = VISITS.get() {
        let _ = visits.try_send(page);
    }
}

/// Writes the visits, and removes old ones every hour.
pub async fn keep() {
    let (sender, mut visits) = mpsc::channel(1024);
    let _ = VISITS.set(sender);
    loop {
        tokio::select! {
            Some(page) = visits.recv() => write(page).await,
            () = time::sleep(Duration::from_secs(60 * 60)) => remove_old().await,
        }
    }
}

async fn write(page: &str) {
    if let Err(error) = tokio::fs::write("/srv/shop/visits/last", page).await {
        tracing::warn!(%error, "a visit is lost");
    }
}

async fn remove_old() {
    if let Err(error) = tokio::fs::remove_dir_all("/srv/shop/visits/old").await {
        tracing::warn!(%error, "old visits stay");
    }
}
