//! The archive, to which the orders of a day are copied.

use std::io;
use std::time::Duration;

use smol::Timer;
use smol::fs::File;
use smol::io::{AsyncReadExt, AsyncWriteExt};

/// Copies every night, beside the requests.
pub fn start() {
    smol::spawn(every_night()).detach();
}

async fn every_night() {
    let mut buffer = [0; 64 * 1024];
    loop {
        Timer::after(Duration::from_secs(24 * 60 * 60)).await;
        if let Err(error) = copy(&mut buffer).await {
            tracing::warn!(%error, "the archive lacks a day");
        }
    }
}

async fn copy(buffer: &mut [u8]) -> io::Result<()> {
    let mut orders = File::open("/srv/shop/orders.log").await?;
    let mut archive = File::create("/srv/archive/orders.log").await?;
    loop {
        match orders.read(buffer).await? {
            0 => return archive.flush().await,
            read => archive.write_all(&buffer[..read]).await?,
        }
    }
}
