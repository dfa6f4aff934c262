//! Coroutines with stacks of their own: code that blocks, on threads that do not.

mod download;
mod serve;

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;

use may::net::{TcpListener, TcpStream};
use model_common::blocking::{Blocking, LOOK, Turn};
use model_common::serve::Settings;

pub use download::download;
pub use serve::serve;

/// Sets the scheduler up, which must be done before its first use.
pub fn set_up() {
    // A coroutine has no more stack than it is given, and what grows beyond ends the process. In words of 8 bytes.
    may::config().set_stack_size(0x4000);
}

/// A listener of coroutines: one of the standard library would block the thread.
pub fn bind(settings: &Settings) -> io::Result<(TcpListener, SocketAddr)> {
    // Here, because the first socket starts the threads.
    may::config().set_workers(settings.threads.unwrap_or(0)); // 0: as many as cores
    let listener = TcpListener::bind(settings.listen)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn blocking(stream: TcpStream, turn: &Rc<Turn>) -> io::Result<Blocking<TcpStream>> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LOOK))?;
    stream.set_write_timeout(Some(LOOK))?;
    Ok(Blocking::new(stream, turn))
}
