//! A coroutine a page, in code that blocks.
//!
//! A call of may's sockets looks as if it blocked; it switches to another coroutine on the same thread, and comes back
//! when there is something to read. No function is marked for that, and no compiler checks it: a call that blocks the
//! thread holds up all its coroutines, values of the thread may change under a coroutine, and its stack is small. To
//! start one is `unsafe` for these reasons, which `go!` only hides.

use std::net::SocketAddr;
use std::time::Instant;

use may::coroutine::scope;
use may::go;
use may::net::TcpStream;
use may::sync::Semphore;
use model_common::blocking::{LOOK, Turn, drive};
use model_common::{Address, Error, Limits, Page, fetch};

use crate::blocking;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    let deadline = Instant::now() + limits.timeout;
    let places = &Semphore::new(limits.at_once);
    scope(|scope| {
        let start = |address: &String| {
            // Here, because looking a name up blocks the thread and takes more stack than a coroutine has.
            let address = Address::parse(address)?;
            let number = address.look_up()?;
            Ok(go!(scope, move || {
                places.wait();
                let page = get(&address, number, deadline, limits.max_body);
                places.post();
                page
            }))
        };
        // Collected first: all must have begun before the first is waited for.
        let begun: Vec<_> = addresses.iter().map(start).collect();
        begun.into_iter().map(|begun| begun?.join()).collect()
    })
}

fn get(address: &Address, number: SocketAddr, deadline: Instant, max_body: usize) -> Result<Page, Error> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::Cancelled);
    }
    let late = |error| {
        if Instant::now() < deadline {
            error
        } else {
            Error::Cancelled
        }
    };
    let turn = Turn::within(left);
    let stream =
        TcpStream::connect_timeout(&number, left.max(LOOK)).and_then(|stream| blocking(stream, &turn));
    let stream = stream.map_err(Error::Connect).map_err(late)?;
    let fetched = drive(&turn, fetch(stream, address, max_body)).map_err(Error::broken)?;
    let (status, body) = fetched.map_err(late)?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
