//! A task a page, on an executor of one's own.
//!
//! smol is made of parts: here an executor lives as long as the function, so its tasks may borrow the addresses, and
//! whoever awaits [`Executor::run`] drives them, one thread or several. A future that `or` drops because the other one
//! was faster is cancelled: that is all there is to a deadline. A dropped `Task` is cancelled too.

use std::time::Instant;

use model_common::{Address, Error, Limits, Page, fetch};
use smol::future::FutureExt;
use smol::lock::Semaphore;
use smol::net::TcpStream;
use smol::{Executor, Timer};
use smol_hyper::rt::FuturesIo;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub async fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let deadline = Instant::now() + limits.timeout;
    let places = Semaphore::new(limits.at_once);
    let executor = Executor::new();
    let page = async |address: &str| {
        let _place = places.acquire().await;
        get(address, limits.max_body).await
    };
    let late = async || {
        Timer::at(deadline).await;
        Err(Error::Cancelled)
    };
    let tasks: Vec<_> = addresses
        .iter()
        .map(|address| executor.spawn(page(address).or(late())))
        .collect();
    let all = async {
        let mut pages = Vec::with_capacity(tasks.len());
        for task in tasks {
            pages.push(task.await);
        }
        pages
    };
    executor.run(all).await
}

async fn get(address: &str, max_body: usize) -> Result<Page, Error> {
    let address = Address::parse(address)?;
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
    let stream = FuturesIo::new(stream.map_err(Error::Connect)?);
    let (status, body) = fetch(stream, &address, max_body).await?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
