//! A task a page, in functions named as those of the standard library.
//!
//! As there, a dropped handle lets its task run on: to stop one, somebody must call `cancel` and await that. The
//! executor is one for the whole program and starts with the first task. Nobody maintains async-std any more; the way
//! on is smol, which shares its reactor, its executor and its traits.

use std::sync::Arc;
use std::time::Instant;

use async_lock::Semaphore;
use async_std::future::timeout;
use async_std::net::TcpStream;
use async_std::task;
use model_common::{Address, Error, Limits, Page, fetch};
use smol_hyper::rt::FuturesIo;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub async fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let deadline = Instant::now() + limits.timeout;
    let places = Arc::new(Semaphore::new(limits.at_once));
    let max_body = limits.max_body;
    let spawn = |address: String| {
        let places = Arc::clone(&places);
        task::spawn(async move {
            let _place = places.acquire().await;
            get(&address, max_body).await
        })
    };
    // Collected first: all must have begun before the first is awaited.
    let tasks: Vec<_> = addresses.iter().cloned().map(spawn).collect();
    let mut pages = Vec::with_capacity(tasks.len());
    for mut task in tasks {
        let left = deadline.saturating_duration_since(Instant::now());
        pages.push(match timeout(left, &mut task).await {
            Ok(page) => page,
            Err(_) => task.cancel().await.unwrap_or(Err(Error::Cancelled)),
        });
    }
    pages
}

async fn get(address: &str, max_body: usize) -> Result<Page, Error> {
    let address = Address::parse(address)?;
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
    let stream = FuturesIo::new(stream.map_err(Error::Connect)?);
    let (status, body) = fetch(stream, &address, max_body).await?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
