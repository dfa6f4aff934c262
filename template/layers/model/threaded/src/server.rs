//! Connections as threads: the accept loop, one thread a connection, the stop.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::app::{self, App, Exchange, Received, Response, Route, Side};
use crate::drain::{Activity, LINGER, Outcome, Phase, Signals};
use crate::metrics::{self, Counted};
use crate::rt::{Asked, Connection};
use crate::{cpu, upstream};

/// Connections of clients at a time, unless the configuration says otherwise. A thread for each costs tens of KiB and switches.
pub const MAX_CONNECTIONS: u32 = 512;

/// Probes and scrapes come from few places.
const ADMIN_CONNECTIONS: u32 = 64;

/// The settings that only this model has.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tuning {
    /// Stack of a connection's thread in KiB; only what is used takes memory
    #[arg(long, value_name = "KIB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(128..=65_536))]
    pub stack_size: u32,

    #[command(flatten)]
    #[serde(flatten)]
    pub cpu: cpu::PoolTuning,
}

/// Serves until a signal to stop, then drains.
pub fn run(
    app: Arc<App>,
    signals: Signals,
    public: TcpListener,
    admin: TcpListener,
) -> io::Result<Outcome> {
    let (stop, stopped) = mpsc::sync_channel(1);
    let signalled = move || {
        // Fails only when this function has returned: nothing is left to stop then.
        let _ = stop.send(());
    };
    signals.on_first(Arc::clone(&app), signalled)?;

    let address = public.local_addr()?;
    let traffic = Server::new(&app, Side::Public, app.config.max_connections);
    let probes = Server::new(&app, Side::Admin, ADMIN_CONNECTIONS);
    let accepting = {
        let traffic = Arc::clone(&traffic);
        thread::Builder::new()
            .name("accept".to_owned())
            .spawn(move || traffic.accept(public))?
    };
    // Probes and metrics are answered until the process ends, and this thread with it.
    thread::Builder::new()
        .name("accept-admin".to_owned())
        .spawn(move || probes.accept(admin))?;

    let watched = Arc::clone(&app);
    thread::Builder::new()
        .name("lag".to_owned())
        .spawn(move || watch_lag(&watched))?;
    // What must be there before the first request is made ready here; until then /readyz says 503.
    app.health.start();

    stopped.recv().map_err(io::Error::other)?;
    thread::sleep(app.config.drain_wait.0);
    traffic.close(address);
    if accepting.join().is_err() {
        tracing::error!("the accept loop panicked");
    }
    Ok(traffic.finish(app.config.drain_timeout.0))
}

/// Measures for ever how late a thread wakes: that is how long it waits for a core.
fn watch_lag(app: &App) {
    const BETWEEN: Duration = Duration::from_millis(100);
    loop {
        let asked = Instant::now();
        thread::sleep(BETWEEN);
        let late = asked.elapsed().saturating_sub(BETWEEN);
        app.metrics.lag.observe(late.as_secs_f64());
    }
}

/// One listener's connections.
struct Server {
    app: Arc<App>,
    side: Side,
    limit: usize,
    closing: Arc<AtomicBool>,
    open: Mutex<HashMap<u64, Open>>,
    ended: Condvar,
}

/// What a stop needs to know of a connection.
struct Open {
    stream: Arc<TcpStream>,
    activity: Arc<Activity>,
}

impl Server {
    fn new(app: &Arc<App>, side: Side, limit: u32) -> Arc<Self> {
        Arc::new(Self {
            app: Arc::clone(app),
            side,
            limit: limit as usize,
            closing: Arc::default(),
            open: Mutex::default(),
            ended: Condvar::new(),
        })
    }

    /// Accepts until closed. Connections over the limit stay in the backlog.
    fn accept(self: &Arc<Self>, listener: TcpListener) {
        for number in 0.. {
            let full = |open: &mut HashMap<_, _>| open.len() >= self.limit && !self.is_closing();
            let free = self.ended.wait_while(self.open(), full);
            drop(free);
            let accepted = listener.accept();
            if self.is_closing() {
                return;
            }
            let started = accepted.and_then(|(stream, _)| self.start(number, stream));
            if let Err(error) = started {
                // Out of file descriptors or threads, or a client that left early: all of it passes.
                tracing::warn!(%error, "cannot accept");
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    fn start(self: &Arc<Self>, number: u64, stream: TcpStream) -> io::Result<()> {
        let stream = Arc::new(stream);
        let activity = Arc::new(Activity::new(&self.app.config));
        let open = Open {
            stream: Arc::clone(&stream),
            activity: Arc::clone(&activity),
        };
        self.open().insert(number, open);
        let ended = Ended {
            server: Arc::clone(self),
            number,
        };
        let serve = move || {
            let server = &ended.server;
            let closing = Arc::clone(&server.closing);
            match Connection::new(&server.app, server.side, stream, activity, closing) {
                Ok(connection) => server.serve(connection),
                Err(error) => tracing::debug!(%error, "the client left early"),
            }
        };
        // The thread says itself that it has ended, by dropping `ended`; that is what a stop waits for.
        thread::Builder::new()
            .name(format!("connection-{number}"))
            .stack_size(self.app.config.tuning.stack_size as usize * 1024)
            .spawn(serve)
            .map(drop)
    }

    fn serve(&self, mut connection: Connection) {
        let _open = match self.side {
            Side::Public => Some(Counted::new(&self.app.metrics.connections)),
            Side::Admin => None,
        };
        while let Some(Asked { exchange, received }) = connection.next() {
            let handling = AssertUnwindSafe(|| handle(&exchange, received));
            let handled = exchange.span().in_scope(|| catch_unwind(handling));
            let response = handled.unwrap_or_else(|_| exchange.panicked());
            connection.answer(exchange.end(response));
        }
    }

    /// Ends the accept loop, which a connection from here wakes.
    fn close(&self, address: SocketAddr) {
        self.closing.store(true, Ordering::Release);
        drop(self.open()); // who has just looked at `closing` is waiting by now
        self.ended.notify_all();
        let host = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        if let Err(error) =
            TcpStream::connect_timeout(&(host, address.port()).into(), Duration::from_secs(1))
        {
            tracing::warn!(%error, "cannot wake the accept loop");
        }
    }

    /// Lets requests end until the deadline, and connections without one go.
    fn finish(&self, limit: Duration) -> Outcome {
        let closed = Instant::now();
        let mut open = self.open();
        loop {
            for Open { stream, activity } in open.values() {
                let waits = activity.phase() != Phase::Idle && closed.elapsed() < LINGER;
                if !waits && !activity.has_request() {
                    // What has arrived is still read and answered. An error: it is closed already.
                    let _ = stream.shutdown(Shutdown::Read);
                }
            }
            if open.is_empty() {
                return Outcome::Drained;
            }
            if closed.elapsed() >= limit {
                return Outcome::Cut(open.len());
            }
            let waited = self.ended.wait_timeout(open, Duration::from_millis(20));
            open = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// The map is sound after a panic: each change to it is one call.
    fn open(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a connection off the list, however its thread ends.
struct Ended {
    server: Arc<Server>,
    number: u64,
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.server.open().remove(&self.number);
        self.server.ended.notify_all();
    }
}

fn handle(exchange: &Exchange, received: Result<Received, Response>) -> Response {
    let app = exchange.app();
    let received = match received {
        Ok(received) => received,
        Err(answered) => return answered,
    };
    match (exchange.route(), received) {
        (Route::Aggregate, _) => app::aggregate(&upstream::ask_all(exchange)),
        (Route::Digest, Received::Hashed(body)) => {
            let rounds = app.config.digest_rounds;
            match app.cpu.run(|| app::digest(body, rounds)) {
                Ok(digest) => app::digested(&digest),
                Err(cpu::Full) => app::busy(app),
            }
        }
        (Route::Profile, _) => app::profile(metrics::profile(app.config.profile_time.0)),
        (plain, _) => app::plain_answer(app, plain),
    }
}
