//! A task a page for the network, and a job on a pool of threads for what is computed of it.
//!
//! The task awaits the end of its job as it awaits a socket, so the thread of the tasks never computes, and the pool has
//! no more threads than there are cores to compute on. A job whose task was cancelled meanwhile is skipped; one that
//! has begun runs to its end, because nobody can stop it.

use std::sync::Arc;

use bytes::Bytes;
use hyper_util::rt::TokioIo;
use model_common::{Address, Error, Limits, Page, fetch};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
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
    computed(status.as_u16(), body).await
}

/// Computes on the pool, whose queue is as long as there are downloads at most.
async fn computed(status: u16, body: Bytes) -> Result<Page, Error> {
    let (answer, page) = oneshot::channel();
    rayon::spawn(move || {
        if !answer.is_closed() {
            // The task may have been cancelled meanwhile.
            let _ = answer.send(Page::new(status, &body));
        }
    });
    page.await.expect("computing does not panic")
}
// ANCHOR_END: download
