//! hyper on a thread that blocks: no runtime, the thread itself drives its one connection.
//!
//! hyper asks for bytes before it has sent what it owes, so a read that simply blocked would wait for a client
//! that waits for its answer. Here a read first says "not yet"; only when hyper has nothing else left to do may
//! it block. Requests come out of [`Connection::next`] and answers go into [`Connection::answer`], so handlers
//! are plain blocking code outside of any future.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::rt::{self, ReadBufCursor};
use hyper::service::service_fn;

use crate::app::{self, App, Exchange, Received, Response, Side};
use crate::drain::{Activity, Phase, Watched};

/// A request that was read.
pub struct Asked {
    /// The request's place in logs and metrics.
    pub exchange: Exchange,
    /// Its body, or the answer already.
    pub received: Result<Received, Response>,
}

/// One connection of this thread.
pub struct Connection {
    http: Pin<Box<dyn Future<Output = ()>>>,
    turn: Rc<Turn>,
    waker: Waker,
    woken: Arc<Woken>,
}

impl Connection {
    /// Speaks HTTP on `stream`; ends after the present request once `closing` is set.
    pub fn new(
        app: &Arc<App>,
        side: Side,
        stream: Arc<TcpStream>,
        activity: Arc<Activity>,
        closing: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(app.config.write_timeout.0))?;
        let turn = Rc::new(Turn::default());
        let blocking = Blocking {
            stream,
            activity: Arc::clone(&activity),
            turn: Rc::clone(&turn),
            patience: Duration::ZERO,
            buffer: Box::new([0; 4096]),
        };
        let watched = Watched::new(app.wire.open(side, blocking)?, Arc::clone(&activity));
        let (http, app, asking) = (app.http(), Arc::clone(app), Rc::clone(&turn));
        let exchange = move |request: Request<Incoming>| {
            let (app, activity, turn) =
                (Arc::clone(&app), Arc::clone(&activity), Rc::clone(&asking));
            async move {
                activity.enter(Phase::Body);
                let (exchange, body) = Exchange::begin(&app, side, request);
                let received = app::receive(&exchange, body).await;
                activity.enter(Phase::Answer);
                turn.asked.set(Some(Asked { exchange, received }));
                let answer =
                    |_: &mut Context<'_>| turn.answer.take().map_or(Poll::Pending, Poll::Ready);
                let answer = poll_fn(answer).await;
                activity.enter(Phase::Send);
                Ok::<_, Infallible>(answer)
            }
        };
        let http = async move {
            let mut http = pin!(http.serve_connection(watched, service_fn(exchange)));
            let drive = |context: &mut Context<'_>| {
                if closing.load(Ordering::Acquire) {
                    http.as_mut().graceful_shutdown();
                }
                http.as_mut().poll(context)
            };
            // Broken connections are the client's affair: how they broke is of no use to anyone here.
            let _ = poll_fn(drive).await;
        };
        let woken = Arc::new(Woken(AtomicBool::new(false)));
        Ok(Self {
            http: Box::pin(http),
            turn,
            waker: Waker::from(Arc::clone(&woken)),
            woken,
        })
    }

    /// Waits for the next request; `None` when the connection has ended.
    pub fn next(&mut self) -> Option<Asked> {
        loop {
            self.turn.wants_bytes.set(false);
            let polled = self
                .http
                .as_mut()
                .poll(&mut Context::from_waker(&self.waker));
            self.turn.may_block.set(false);
            if polled.is_ready() {
                return None;
            }
            if let Some(asked) = self.turn.asked.take() {
                return Some(asked);
            }
            if self.woken.0.swap(false, Ordering::AcqRel) {
                continue;
            }
            if !self.turn.wants_bytes.get() {
                // Nothing more can happen: there is no other thread to wait for.
                return None;
            }
            self.turn.may_block.set(true);
        }
    }

    /// Answers the request that [`Self::next`] gave; it is sent by the following call.
    pub fn answer(&mut self, response: Response) {
        self.turn.answer.set(Some(response));
    }
}

/// Whether hyper has asked to be polled again.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// A blocking stream behind hyper's polls.
struct Blocking {
    stream: Arc<TcpStream>,
    activity: Arc<Activity>,
    turn: Rc<Turn>,
    /// The socket's own limit for a read, as it was set last.
    patience: Duration,
    /// Reads go through it: hyper's own is not filled with anything yet, and filling it for each read takes longer.
    buffer: Box<[u8; 4096]>,
}

impl Blocking {
    /// Reads what there is within the time for the whole phase: a client that drips bytes gets no more of it.
    fn read(&mut self, most: usize) -> io::Result<&[u8]> {
        let most = most.min(self.buffer.len());
        loop {
            let left = self.activity.time_left().unwrap_or(Duration::MAX);
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            // The socket may wake early, but not late. To set it each time would double the calls of a request.
            if self.patience > left || self.patience < left / 2 {
                self.patience = left;
                self.stream.set_read_timeout(Some(left))?;
            }
            match (&*self.stream).read(&mut self.buffer[..most]) {
                // The name that blocking sockets have for a time that is over depends on the system.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
                    ) => {}
                read => return Ok(&self.buffer[..read?]),
            }
        }
    }
}

/// What the connection and the loop that drives it tell each other.
#[derive(Default)]
struct Turn {
    may_block: Cell<bool>,
    wants_bytes: Cell<bool>,
    asked: Cell<Option<Asked>>,
    answer: Cell<Option<Response>>,
}

impl rt::Read for Blocking {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.turn.wants_bytes.set(true);
        if !self.turn.may_block.take() {
            return Poll::Pending;
        }
        let read = self.read(buffer.remaining())?;
        buffer.put_slice(read);
        Poll::Ready(Ok(()))
    }
}

impl rt::Write for Blocking {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // One write has its limit from the socket; a client that takes a byte a time is stopped here.
        if self.activity.time_left().is_some_and(|left| left.is_zero()) {
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        Poll::Ready((&*self.stream).write(bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.shutdown(Shutdown::Write))
    }
}
