//! A task a page, on a few threads.
//!
//! A task is a future that the runtime polls when what it waits for is there; any thread may take it up, so what it
//! holds must be `Send`, and it may outlive the function that spawned it, so it owns its address. Dropped, a `JoinSet`
//! aborts its tasks: the timeout drops nothing but the waiting, the end of the function cancels the rest.

use std::sync::Arc;

use hyper_util::rt::TokioIo;
use model_common::{Address, Error, Limits, Page, fetch};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub async fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let places = Arc::new(Semaphore::new(limits.at_once));
    let max_body = limits.max_body;
    let mut tasks = JoinSet::new();
    for (number, address) in addresses.iter().cloned().enumerate() {
        let places = Arc::clone(&places);
        tasks.spawn(async move {
            let _place = places.acquire().await;
            (number, get(&address, max_body).await)
        });
    }
    let mut pages: Vec<_> = addresses.iter().map(|_| Err(Error::Cancelled)).collect();
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            let (number, page) = ended.expect("a download does not panic");
            pages[number] = page;
        }
    };
    // What is late stays as it stands above: cancelled.
    let _ = timeout(limits.timeout, all).await;
    pages
}

async fn get(address: &str, max_body: usize) -> Result<Page, Error> {
    let address = Address::parse(address)?;
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
    let stream = TokioIo::new(stream.map_err(Error::Connect)?);
    let (status, body) = fetch(stream, &address, max_body).await?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
