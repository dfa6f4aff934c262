//! A site on real sockets whose pages come late, or not as they should.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::net::sockopt::set_socket_linger;
use rustix::net::{AddressFamily, SocketType, bind, getsockname, listen, socket};

/// Clients that may wait to be accepted.
const BACKLOG: i32 = 4096;
/// For what should take milliseconds, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running site. Its connections end with their clients, its thread with the process.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    open: usize,
    asking: usize,
    most: usize,
}

impl Site {
    /// Listens on a free port of the loopback; each page takes `delay`, from when this many are asked for at the
    /// same time.
    pub fn start(together: usize, delay: Duration) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on the loopback")?;
        // The standard library's backlog holds 128: of a thousand that come at once most would try again a second later.
        listen(&listener, BACKLOG).context("cannot listen for many at once")?;
        let address = listener.local_addr()?;
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let counts = Arc::clone(&shared);
                counts.change(|state| state.open += 1);
                let work = move || {
                    // An error: the client left, which some tests want it to.
                    let _ = serve(&stream, together, delay, &counts);
                    drop(stream);
                    counts.change(|state| state.open -= 1);
                };
                // As many as connections: the clients are programs of these tests.
                thread::Builder::new().stack_size(128 << 10).spawn(work)?;
            }
            Ok::<_, std::io::Error>(())
        });
        Ok(Self { address, counts })
    }

    /// The address of a path here.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// This many pages that differ.
    pub fn pages(&self, count: usize) -> Vec<String> {
        (0..count)
            .map(|number| self.url(&format!("/page/{number}")))
            .collect()
    }

    /// The most requests that waited for their pages at the same time.
    pub fn most_at_once(&self) -> usize {
        self.counts.lock().most
    }

    /// Waits until every client has closed its connection.
    pub fn wait_until_left(&self) -> Result<()> {
        let open = self.counts.wait_while(|state| state.open > 0).open;
        ensure!(open == 0, "{open} connections stay open");
        Ok(())
    }
}

/// An address where nobody listens, and nobody else will.
#[derive(Debug)]
pub struct Nobody {
    _bound: OwnedFd,
    address: SocketAddrV4,
}

impl Nobody {
    /// Takes a port without listening.
    pub fn there() -> Result<Self> {
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
        bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0))?;
        let address = getsockname(&socket)?.try_into()?;
        Ok(Self {
            _bound: socket,
            address,
        })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// The body of `/page/<number>`; each has a length of its own.
pub fn body(number: usize) -> Vec<u8> {
    format!("page {number}, ").into_bytes().repeat(number + 1)
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Or until patience is over.
    fn wait_while(&self, holds: impl Fn(&State) -> bool) -> State {
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), PATIENCE, |state| holds(state));
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn change(&self, by: impl FnOnce(&mut State)) {
        by(&mut self.lock());
        self.changed.notify_all();
    }
}

/// Answers the requests of a connection, as their paths say, until one ends it.
fn serve(mut stream: &TcpStream, together: usize, delay: Duration, counts: &Counts) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(first) = lines.next() {
        let closes = lines
            .by_ref()
            .take_while(|line| !line.is_empty())
            .any(|line| line.eq_ignore_ascii_case("connection: close"));
        let path = first.split(' ').nth(1).unwrap_or("");
        if path == "/hang" {
            stream.set_read_timeout(Some(PATIENCE))?; // who never gives up fails in the end
            while stream.read(&mut [0; 64])? > 0 {}
            return Ok(());
        }
        counts.change(|state| {
            state.asking += 1;
            state.most = state.most.max(state.asking);
        });
        counts.wait_while(|state| state.most < together);
        thread::sleep(delay);
        counts.change(|state| state.asking -= 1);
        if answer(stream, path)? || closes {
            break;
        }
    }
    Ok(())
}

/// Whether the connection ends with this answer.
fn answer(mut out: &TcpStream, path: &str) -> std::io::Result<bool> {
    if let Some(Ok(number)) = path.strip_prefix("/page/").map(str::parse) {
        let body = body(number);
        write!(out, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len())?;
        out.write_all(&body)?;
        return Ok(false);
    }
    let bytes: &[u8] = match path {
        "/chunked" => {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        }
        "/garbage" => b"this is not HTTP\r\n\r\n",
        "/moved" => b"HTTP/1.1 302 Found\r\nlocation: /page/0\r\ncontent-length: 0\r\n\r\n",
        "/reset" => {
            set_socket_linger(out, Some(Duration::ZERO))?; // its end is a reset
            b""
        }
        "/short" => b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nnot as much",
        "/until-closed" => b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nto the end",
        _ => b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone",
    };
    out.write_all(bytes)?;
    Ok(path != "/chunked")
}
