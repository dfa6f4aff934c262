//! Listening, a bound on connections, and the end by a signal, for the models that serve by themselves.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use socket2::{Domain, Socket, Type};

use crate::command::{Download, fail, positive, seconds};
use crate::{Error, Limits, Page};

/// How long a connection without a request may stay open once the service stops. A request that was sent before
/// arrives within it; half of one does not hold the exit.
pub const LINGER: Duration = Duration::from_millis(500);

/// The settings of a service.
#[derive(clap::Args, Clone, Debug)]
pub struct Settings {
    /// Address for traffic; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Threads for requests, instead of the model's own number
    #[arg(long, value_name = "N", value_parser = positive)]
    pub threads: Option<usize>,

    /// Open connections at a time; more are answered 503 and closed
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = positive)]
    pub connections: usize,

    /// For a client to send a head, and a body, and to send another request, in seconds each
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub patience: Duration,

    /// For finishing what was begun, once a signal has come, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "25", value_parser = seconds)]
    pub drain_timeout: Duration,

    /// How often /digest hashes
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub digest_rounds: u32,
}

/// A service that listens already, and hears signals.
#[derive(Debug)]
pub struct Server<L = TcpListener> {
    /// Its settings.
    pub settings: Settings,
    /// Its socket; one of the standard library blocks.
    pub listener: L,
    /// The signals to stop.
    pub stop: Stop,
}

/// How a stop went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All work was finished.
    Drained,
    /// This many connections were cut off in the middle of a request.
    Cut(usize),
}

#[derive(Parser)]
#[command(version, about = "Two jobs in one model of concurrency.")]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Download pages at the same time: a line a page, its status, length and SHA-256, or why there is none
    #[command(after_help = "Exit codes: 0 all pages are there, 1 some are not, 2 wrong usage.")]
    Download(Download),
    /// Serve GET /, GET /livez and POST /digest until SIGTERM or SIGINT
    #[command(
        after_help = "Exit codes: 0 stopped with all work finished, 1 could not serve, 2 wrong usage,\n\
                      3 stopped at the drain deadline with work cut off, 128 + n ended by a second signal n."
    )]
    Serve(Settings),
}

/// The program of a model that downloads and serves, with the given functions.
pub fn run(
    download: impl FnOnce(&[String], &Limits) -> io::Result<Vec<Result<Page, Error>>>,
    serve: impl FnOnce(Server) -> io::Result<Outcome>,
) -> ExitCode {
    run_with(|settings| bind(settings.listen), download, serve)
}

/// The same where the model has sockets of its own: `bind` makes one and says where it listens.
pub fn run_with<L>(
    bind: impl FnOnce(&Settings) -> io::Result<(L, SocketAddr)>,
    download: impl FnOnce(&[String], &Limits) -> io::Result<Vec<Result<Page, Error>>>,
    serve: impl FnOnce(Server<L>) -> io::Result<Outcome>,
) -> ExitCode {
    let settings = match Line::parse().command {
        Command::Download(asked) => return asked.run(download),
        Command::Serve(settings) => settings,
    };
    match listen(settings, bind).and_then(serve) {
        Ok(Outcome::Drained) => ExitCode::SUCCESS,
        Ok(Outcome::Cut(connections)) => {
            eprintln!("stopped at the deadline, {connections} connections were cut off");
            ExitCode::from(3)
        }
        Err(error) => fail(error),
    }
}

/// Hears signals before anyone is told that the service is there.
fn listen<L>(
    settings: Settings,
    bind: impl FnOnce(&Settings) -> io::Result<(L, SocketAddr)>,
) -> io::Result<Server<L>> {
    let told = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", settings.listen));
    let (listener, address) = bind(&settings).map_err(told)?;
    let signals = Signals::new([SIGTERM, SIGINT])?;
    println!("listening on {address}");
    Ok(Server {
        settings,
        listener,
        stop: Stop { signals, address },
    })
}

/// With a backlog that a burst of clients fits in: the standard library's holds 128.
fn bind(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    let listener = TcpListener::from(socket);
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// The signals to stop.
#[derive(Debug)]
pub struct Stop {
    signals: Signals,
    address: SocketAddr,
}

impl Stop {
    /// Calls `stop` at the first signal; a second one ends the process at once. A thread does it, which works even
    /// when every other one is stuck.
    pub fn on_first(mut self, stop: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let mut stop = Some(stop);
        let wait = move || {
            for signal in self.signals.forever() {
                match stop.take() {
                    Some(stop) => stop(),
                    None => process::exit(128 + signal),
                }
            }
        };
        // The thread ends with the process, nobody waits for it.
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(wait)
            .map(drop)
    }

    /// A flag that the first signal raises. Whoever waits in `accept` gets one more connection then.
    pub fn flag(self) -> io::Result<Arc<AtomicBool>> {
        let flag = Arc::new(AtomicBool::new(false));
        let (raised, address) = (Arc::clone(&flag), reachable(self.address));
        self.on_first(move || {
            raised.store(true, Ordering::Release);
            if let Err(error) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) {
                eprintln!("cannot wake the accept loop: {error}");
            }
        })?;
        Ok(flag)
    }
}

fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// What the kernel is told to send to a connection over the bound, before it is closed.
pub const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Places for connections.
#[derive(Debug)]
pub struct Places {
    limit: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

/// One of [`Places`], free again when dropped.
#[derive(Debug)]
pub struct Place(Arc<Places>);

impl Places {
    /// This many.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            taken: Mutex::new(0),
            freed: Condvar::new(),
        })
    }

    /// One that is free.
    pub fn take(self: &Arc<Self>) -> Option<Place> {
        let mut taken = self.taken();
        if *taken >= self.limit {
            return None;
        }
        *taken += 1;
        Some(Place(Arc::clone(self)))
    }

    /// How many are taken.
    pub fn taken(&self) -> MutexGuard<'_, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Blocks until all are free, or no longer than `limit`.
    pub fn wait_until_free(&self, limit: Duration) -> Outcome {
        let started = Instant::now();
        let mut taken = self.taken();
        loop {
            let left = limit.saturating_sub(started.elapsed());
            match *taken {
                0 => return Outcome::Drained,
                cut if left.is_zero() => return Outcome::Cut(cut),
                _ => {}
            }
            let waited = self.freed.wait_timeout(taken, left);
            taken = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.taken() -= 1;
        self.0.freed.notify_all();
    }
}
