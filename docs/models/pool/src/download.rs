//! A job a page, on a fixed number of threads.
//!
//! The pool costs its threads once and bounds what happens at a time, whatever the number of jobs. What it is made for
//! is computing, with as many threads as there are cores. A job that waits holds its thread meanwhile, so for downloads
//! the pool needs as many threads as downloads at a time, or some wait for others.

use std::io;
use std::time::Instant;

use model_common::{Address, Error, Limits, Page};
use rayon::ThreadPoolBuilder;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use ureq::Agent;

/// The most threads: more of them cost more than they bring, because each looks for jobs at all others.
const THREADS: usize = 128;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub fn download(addresses: &[String], limits: &Limits) -> io::Result<Vec<Result<Page, Error>>> {
    let deadline = Instant::now() + limits.timeout;
    let agent = agent();
    let threads = limits.at_once.min(addresses.len()).min(THREADS);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(io::Error::other)?;
    Ok(pool.install(|| {
        let pages = addresses.par_iter().with_max_len(1); // each is a job of its own
        pages
            .map(|address| get(&agent, address, deadline, limits.max_body))
            .collect()
    }))
}

fn get(agent: &Agent, address: &str, deadline: Instant, max_body: usize) -> Result<Page, Error> {
    // A job that was in the queue until now need not begin.
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::Cancelled);
    }
    Address::parse(address)?; // ureq itself would take others
    let request = agent.get(address).header("connection", "close");
    let request = request.config().timeout_global(Some(left)).build();
    let (head, body) = request.call().map_err(why)?.into_parts();
    let body = body.into_with_config().limit(max_body as u64);
    Page::new(head.status.as_u16(), &body.read_to_vec().map_err(why)?)
}
// ANCHOR_END: download

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build()
        .into()
}

fn why(error: ureq::Error) -> Error {
    match error {
        ureq::Error::BodyExceedsLimit(_) => Error::TooLarge,
        ureq::Error::Timeout(_) => Error::Cancelled,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Error::Connect(error)
        }
        broken => Error::broken(broken),
    }
}
