//! A thread a page.
//!
//! The scheduler of the operating system switches between the threads; each is written as if it were alone, and waits
//! by blocking. A scope lets them borrow what they need and ends after the last. Nobody can stop a thread from
//! outside: each must know the deadline itself, and here hands it to every wait on its socket.

use std::panic::resume_unwind;
use std::thread::{self, Builder};
use std::time::Instant;

use model_common::{Address, Error, Limits, Page};
use ureq::Agent;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let deadline = Instant::now() + limits.timeout;
    let agent = &agent();
    let get = |address| move || get(agent, address, deadline, limits.max_body);
    let mut pages = Vec::with_capacity(addresses.len());
    for group in addresses.chunks(limits.at_once) {
        thread::scope(|scope| {
            // Collected first: all must have begun before the first is waited for.
            let threads: Vec<_> = group
                .iter()
                .map(|address| Builder::new().spawn_scoped(scope, get(address)))
                .collect();
            pages.extend(threads.into_iter().map(|thread| {
                let thread = thread.map_err(Error::broken)?; // the system has no thread left to give
                thread.join().unwrap_or_else(|panic| resume_unwind(panic))
            }));
        });
    }
    pages
}

fn get(agent: &Agent, address: &str, deadline: Instant, max_body: usize) -> Result<Page, Error> {
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
