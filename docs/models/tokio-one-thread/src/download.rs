//! A task a page, all on the thread that waits for them.
//!
//! Tasks change only where they await, so what they share needs neither locks nor atomics: here each writes its page
//! into a list behind a plain `Rc`, which a task of several threads could not hold. The price is that whatever computes
//! holds up everything else. To be awaited on a `LocalRuntime` or within a `LocalSet`.

use std::cell::RefCell;
use std::rc::Rc;

use hyper_util::rt::TokioIo;
use model_common::{Address, Error, Limits, Page, fetch};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub async fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let pages: Vec<_> = addresses.iter().map(|_| Err(Error::Cancelled)).collect();
    let pages = Rc::new(RefCell::new(pages));
    let places = Rc::new(Semaphore::new(limits.at_once));
    let max_body = limits.max_body;
    let mut tasks = JoinSet::new();
    for (number, address) in addresses.iter().cloned().enumerate() {
        let (pages, places) = (Rc::clone(&pages), Rc::clone(&places));
        tasks.spawn_local(async move {
            let _place = places.acquire().await;
            let page = get(&address, max_body).await;
            pages.borrow_mut()[number] = page;
        });
    }
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            ended.expect("a download does not panic");
        }
    };
    // What is late stays as it stands above: cancelled.
    let _ = timeout(limits.timeout, all).await;
    tasks.shutdown().await;
    pages.take()
}

async fn get(address: &str, max_body: usize) -> Result<Page, Error> {
    let address = Address::parse(address)?;
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
    let stream = TokioIo::new(stream.map_err(Error::Connect)?);
    let (status, body) = fetch(stream, &address, max_body).await?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
