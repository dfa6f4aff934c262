//! Connections as tasks: the accept loop, one task a connection, the stop.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::TcpListener;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_lite::FutureExt;
use futures_lite::future::{or, zip};
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use serde::{Serialize, Serializer};
use tracing::Instrument;

use crate::app::{self, App, Exchange, Received, Response, Route, Side};
use crate::config::Span;
use crate::cpu::Refused;
use crate::drain::{Activity, LINGER, Outcome, Phase, Signals, Watched};
use crate::metrics::{self, Counted, NoProfile};
use crate::rt::{self, Flag, Listener, Permits, Stream, Tasks};
use crate::{cpu, upstream};

/// Connections of clients at a time, unless the configuration says otherwise. A task for each costs about ten KiB.
pub const MAX_CONNECTIONS: u32 = 4096;

/// Probes and scrapes come from few places.
const ADMIN_CONNECTIONS: u32 = 64;

/// The settings that only this model has.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tuning {
    /// Threads that serve connections: a number, or auto for one a core
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub threads: Threads,

    /// For answering a request, once it was read; longer is answered 503
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = Span::positive)]
    pub handler_timeout: Span,

    #[command(flatten)]
    #[serde(flatten)]
    pub cpu: cpu::PoolTuning,
}

/// A number of threads.
#[derive(Clone, Copy, Debug)]
pub enum Threads {
    /// One a core.
    Auto,
    /// This many.
    Exactly(usize),
}

impl Threads {
    /// The number on this machine.
    pub fn count(self) -> usize {
        match self {
            Self::Auto => thread::available_parallelism().map_or(1, usize::from),
            Self::Exactly(count) => count,
        }
    }
}

impl FromStr for Threads {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            _ if text == "auto" => Ok(Self::Auto),
            Ok(count @ 1..=1024) => Ok(Self::Exactly(count)),
            _ => Err("valid values: auto, 1 to 1024"),
        }
    }
}

impl Serialize for Threads {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::Exactly(count) => serializer.serialize_u64(*count as u64),
        }
    }
}

/// Serves until a signal to stop, then drains.
pub fn run(
    app: Arc<App>,
    signals: Signals,
    public: TcpListener,
    admin: TcpListener,
) -> io::Result<Outcome> {
    let (stop, stopped) = rt::flag();
    signals.on_first(Arc::clone(&app), move || stop.raise())?;
    rt::run(
        app.config.tuning.threads.count(),
        serve(app, public, admin, stopped),
    )?
}

async fn serve(
    app: Arc<App>,
    public: TcpListener,
    admin: TcpListener,
    stopped: Flag,
) -> io::Result<Outcome> {
    let (public, admin) = (Listener::new(public)?, Listener::new(admin)?);
    let (close, closed) = rt::flag();
    let stopping = async {
        stopped.raised().await;
        rt::sleep(app.config.drain_wait.0).await;
        close.raise();
    };
    let traffic = async {
        // What must be there before the first request is made ready here; until then /readyz says 503.
        app.health.start();
        let connections = accept(
            &app,
            Side::Public,
            public,
            app.config.max_connections,
            &closed,
        );
        let (connections, ()) = zip(connections, stopping).await;
        finish(connections, app.config.drain_timeout.0).await
    };
    // Probes and metrics are answered until the last request is.
    let (never, open) = rt::flag();
    let probes = async {
        accept(&app, Side::Admin, admin, ADMIN_CONNECTIONS, &open).await;
        pending().await
    };
    let mut watching = Tasks::new();
    watching.spawn(watch_lag(Arc::clone(&app)));
    let outcome = or(traffic, probes).await;
    drop(never);
    Ok(outcome)
}

/// Measures for ever how late a timer fires: that is how long a task waits while others hold the threads.
async fn watch_lag(app: Arc<App>) {
    const BETWEEN: Duration = Duration::from_millis(100);
    loop {
        let asked = Instant::now();
        rt::sleep(BETWEEN).await;
        let late = asked.elapsed().saturating_sub(BETWEEN);
        app.metrics.lag.observe(late.as_secs_f64());
    }
}

/// Accepts until `closed`; the listener is closed on return. Connections over the limit stay in the backlog.
async fn accept(
    app: &Arc<App>,
    side: Side,
    listener: Listener,
    limit: u32,
    closed: &Flag,
) -> Tasks<()> {
    enum Event {
        Closed,
        Ended,
        Accepted(io::Result<Stream>, rt::Permit),
    }
    let permits = Permits::new(limit as usize);
    let mut connections = Tasks::new();
    loop {
        let closing = async {
            closed.raised().await;
            Event::Closed
        };
        let ending = async {
            if connections.next().await.is_none() {
                pending::<()>().await;
            }
            Event::Ended
        };
        let accepting = async {
            let permit = permits.take().await;
            Event::Accepted(listener.accept().await.map(|(stream, _)| stream), permit)
        };
        match or(closing, or(ending, accepting)).await {
            Event::Closed => return connections,
            Event::Ended => {}
            Event::Accepted(Ok(stream), permit) => {
                let closed = closed.clone();
                connections.spawn(connection(Arc::clone(app), side, stream, closed, permit));
            }
            Event::Accepted(Err(error), _) => {
                // Out of file descriptors, or a client that left early: either passes.
                tracing::warn!(%error, "cannot accept");
                rt::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// Lets the connections end until the deadline; dropping the rest cuts them off.
async fn finish(mut connections: Tasks<()>, limit: Duration) -> Outcome {
    let drained = rt::timeout(limit, async { while connections.next().await.is_some() {} }).await;
    match drained {
        Some(()) => Outcome::Drained,
        None => Outcome::Cut(connections.len()),
    }
}

async fn connection(app: Arc<App>, side: Side, stream: Stream, closed: Flag, _permit: rt::Permit) {
    enum End {
        Done,
        Overdue,
        Closed,
    }
    let _open = match side {
        Side::Public => Some(Counted::new(&app.metrics.connections)),
        Side::Admin => None,
    };
    let activity = Arc::new(Activity::new(&app.config));
    let answers = service_fn(|request| answer(&app, side, &activity, request));
    let stream = match app.wire.open(side, stream) {
        Ok(stream) => Watched::new(stream, Arc::clone(&activity)),
        Err(error) => return tracing::warn!(%error, "cannot open a connection"),
    };
    let mut connection = pin!(app.http().serve_connection(stream, answers));

    // Broken connections are the client's affair: how they broke is of no use to anyone here.
    let done = async {
        let _ = connection.as_mut().await;
        End::Done
    };
    let late = async {
        overdue(&activity).await;
        End::Overdue
    };
    let closing = async {
        closed.raised().await;
        End::Closed
    };
    match or(done, or(closing, late)).await {
        End::Done => return,
        End::Overdue => return tracing::debug!(phase = ?activity.phase(), "connection timed out"),
        End::Closed => connection.as_mut().graceful_shutdown(),
    }
    let done = async {
        let _ = connection.await;
    };
    let without_request = async {
        rt::sleep(LINGER).await;
        while activity.has_request() {
            rt::sleep(LINGER / 10).await;
        }
    };
    or(done, or(without_request, overdue(&activity))).await;
}

/// Waits until the connection's phase has lasted too long. It looks again now and then, because a new phase
/// can end sooner than the one it saw.
async fn overdue(activity: &Activity) {
    const LOOK: Duration = Duration::from_secs(1);
    while activity.time_left() != Some(Duration::ZERO) {
        rt::sleep(activity.time_left().map_or(LOOK, |left| left.min(LOOK))).await;
    }
}

async fn answer(
    app: &Arc<App>,
    side: Side,
    activity: &Activity,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    activity.enter(Phase::Body);
    let (exchange, body) = Exchange::begin(app, side, request);
    let response = match app::receive(&exchange, body).await {
        Err(answered) => answered,
        Ok(received) => {
            activity.enter(Phase::Answer);
            // In a box: connections whose requests need none of it do not carry its room.
            let handling = handle(&exchange, received).instrument(exchange.span().clone());
            let handled = Box::pin(AssertUnwindSafe(handling).catch_unwind()).await;
            handled.unwrap_or_else(|_| exchange.panicked())
        }
    };
    activity.enter(Phase::Send);
    Ok(exchange.end(response))
}

async fn handle(exchange: &Exchange, received: Received) -> Response {
    let app = exchange.app();
    let work = async {
        match (exchange.route(), received) {
            (Route::Aggregate, _) => app::aggregate(&upstream::ask_all(exchange).await),
            (Route::Digest, Received::Hashed(body)) => {
                let rounds = app.config.digest_rounds;
                match app.cpu.run(move || app::digest(body, rounds)).await {
                    Ok(digest) => app::digested(&digest),
                    Err(Refused::Full) => app::busy(app),
                    Err(Refused::Panicked) => exchange.panicked(),
                }
            }
            (Route::Profile, _) => {
                let time = app.config.profile_time.0;
                let taken = rt::unblock(move || metrics::profile(time)).await;
                app::profile(taken.unwrap_or(Err(NoProfile::Failed)))
            }
            (plain, _) => app::plain_answer(app, plain),
        }
    };
    rt::timeout(app.config.tuning.handler_timeout.0, work)
        .await
        .unwrap_or_else(|| {
            app.metrics.late.inc();
            tracing::warn!("the handler took longer than `handler-timeout`");
            app::try_again("that took too long, try again\n")
        })
}
