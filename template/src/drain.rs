//! Starting to take traffic, and stopping without losing work.
//!
//! The first SIGTERM or SIGINT turns readiness off; after `drain-wait` the service accepts nothing more, and
//! what it has begun may end until `drain-timeout` is over. A second signal ends the process at once.

use std::io;
use std::pin::Pin;
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use hyper::rt::{Read, ReadBufCursor, Write};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::app::App;
use crate::config::Config;

/// How long a connection without a request may stay open once the service has stopped accepting. A request
/// that was sent before the stop arrives within it; half of one does not hold the exit.
pub const LINGER: Duration = Duration::from_millis(500);

/// What `/startupz` and `/readyz` report. `/livez` needs no state: a process that answers is alive.
#[derive(Debug, Default)]
pub struct Health {
    started: AtomicBool,
    draining: AtomicBool,
}

impl Health {
    /// Whether the start is over.
    pub fn has_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }

    /// False until the start is over, and from the first signal to stop on: load balancers look elsewhere.
    pub fn is_ready(&self) -> bool {
        self.has_started() && !self.draining.load(Ordering::Acquire)
    }

    /// To be called once what must be there before the first request is there: caches, connections.
    pub fn start(&self) {
        self.started.store(true, Ordering::Release);
    }

    fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }
}

/// How a stop went.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// All work was finished.
    Drained,
    /// This many connections were cut off in the middle of a request.
    Cut(usize),
}

/// 0 when all work was finished, 1 when the service could not serve, 3 when work was cut off. (2: wrong
/// configuration, 128 + the signal's number: forced by a second signal.)
pub fn exit_code(served: io::Result<Outcome>) -> ExitCode {
    match served {
        Ok(Outcome::Drained) => {
            tracing::info!("stopped, all work finished");
            ExitCode::SUCCESS
        }
        Ok(Outcome::Cut(connections)) => {
            tracing::warn!(connections, "stopped at the deadline, work was cut off");
            ExitCode::from(3)
        }
        Err(error) => {
            tracing::error!(%error, "cannot serve");
            ExitCode::FAILURE
        }
    }
}

/// The signals to stop, heard from now on: before this is made, they end the process on the spot.
pub struct Signals(signal_hook::iterator::Signals);

impl Signals {
    /// Begins to hear. To be made before anyone is told that the service is there.
    pub fn hear() -> io::Result<Self> {
        signal_hook::iterator::Signals::new([SIGTERM, SIGINT]).map(Self)
    }

    /// Calls `stop` at the first signal, with readiness off already, and ends the process at the second.
    ///
    /// A thread of its own does it: it works even when every other thread is stuck.
    pub fn on_first(
        mut self,
        app: Arc<App>,
        stop: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let mut stop = Some(stop);
        let wait = move || {
            for signal in self.0.forever() {
                let Some(stop) = stop.take() else {
                    tracing::warn!(signal, "second signal, ending now");
                    process::exit(128 + signal);
                };
                tracing::info!(signal, "stopping");
                app.health.drain();
                stop();
            }
        };
        // The thread ends with the process, nobody waits for it.
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(wait)
            .map(drop)
    }
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It waits for the first byte of a next request.
    Idle = 0,
    /// It has sent a part of a request's head, or nothing since it was opened.
    Head = 1,
    /// Its request's body is being read.
    Body = 2,
    /// Its answer is being made.
    Answer = 3,
    /// Its answer is being sent.
    Send = 4,
}

/// A connection's phase and how long that may last.
#[derive(Debug)]
pub struct Activity {
    opened: Instant,
    /// Milliseconds from `opened` to the phase's begin, times 8, plus the phase.
    state: AtomicU64,
    limits: Limits,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    idle: Duration,
    head: Duration,
    body: Duration,
    send: Duration,
}

impl Activity {
    /// A connection that was just opened.
    pub fn new(config: &Config) -> Self {
        let limits = Limits {
            idle: config.idle_timeout.0,
            head: config.head_timeout.0,
            body: config.body_timeout.0,
            send: config.write_timeout.0,
        };
        Self {
            opened: Instant::now(),
            state: AtomicU64::new(Phase::Head as u64),
            limits,
        }
    }

    /// Enters a phase, whose time starts now.
    pub fn enter(&self, phase: Phase) {
        let millis = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX >> 3);
        self.state
            .store((millis << 3) | phase as u64, Ordering::Release);
    }

    /// The phase the connection is in.
    pub fn phase(&self) -> Phase {
        self.state().0
    }

    /// Whether a stop waits for this connection: its request has arrived and is not answered yet.
    pub fn has_request(&self) -> bool {
        matches!(self.phase(), Phase::Body | Phase::Answer | Phase::Send)
    }

    /// What is left of the phase's time; none where the handler's own limit holds.
    pub fn time_left(&self) -> Option<Duration> {
        let (phase, since) = self.state();
        let limit = match phase {
            Phase::Idle => self.limits.idle,
            Phase::Head => self.limits.head,
            Phase::Body => self.limits.body,
            Phase::Send => self.limits.send,
            Phase::Answer => return None,
        };
        Some((since + limit).saturating_sub(self.opened.elapsed()))
    }

    fn state(&self) -> (Phase, Duration) {
        let state = self.state.load(Ordering::Acquire);
        let phase = match state & 7 {
            0 => Phase::Idle,
            1 => Phase::Head,
            2 => Phase::Body,
            3 => Phase::Answer,
            _ => Phase::Send,
        };
        (phase, Duration::from_millis(state >> 3))
    }
}

/// A stream that keeps the connection's [`Activity`]: bytes begin a head, a finished flush ends an answer.
#[derive(Debug)]
pub struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    /// Watches `stream`.
    pub fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl<S: Read + Unpin> Read for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if polled.is_ready() && self.activity.phase() == Phase::Idle {
            self.activity.enter(Phase::Head);
        }
        polled
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        if polled.is_ready() && self.activity.phase() == Phase::Send {
            self.activity.enter(Phase::Idle);
        }
        polled
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }
}
