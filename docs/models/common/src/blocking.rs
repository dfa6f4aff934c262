//! hyper over a socket whose calls block: a thread or a coroutine drives its one connection itself.
//!
//! hyper asks for bytes before it has sent what it owes, so a read that simply blocked would wait for a peer that
//! waits too. Here a read first says "not yet"; only when hyper has nothing else left to do may it block.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use hyper::rt::{self, ReadBufCursor};

/// How long a socket's own call may block before it looks whether it shall go on waiting. A connection that shall not
/// still has as long for a request that is under way.
///
/// It is the same for every call, because telling a socket another limit is a call too; and none is shorter, because
/// may misses a timer that fires before it has switched.
pub const LOOK: Duration = Duration::from_millis(500);

/// What the socket, the loop that drives it and the handler of its requests tell each other.
pub struct Turn {
    may_block: Cell<bool>,
    wants_bytes: Cell<bool>,
    phase: Cell<Phase>,
    is_last: Cell<bool>,
    until: Cell<Instant>,
    patience: Duration,
    give_up: Box<dyn Fn() -> bool>,
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It waits for a request, or for the rest of its head.
    Wait,
    /// It has one, whose body is being read or whose answer is being made.
    Asked,
    /// Its answer is being sent.
    Send,
}

impl Turn {
    /// For a service: each phase may take as long as `patience`. Without a request the connection ends soon after
    /// `give_up` has said so.
    pub fn new(patience: Duration, give_up: impl Fn() -> bool + 'static) -> Rc<Self> {
        Rc::new(Self {
            may_block: Cell::new(false),
            wants_bytes: Cell::new(false),
            phase: Cell::new(Phase::Wait),
            is_last: Cell::new(false),
            until: Cell::new(Instant::now() + patience),
            patience,
            give_up: Box::new(give_up),
        })
    }

    /// For a client, who has this long for everything.
    pub fn within(time: Duration) -> Rc<Self> {
        let turn = Self::new(time, || false);
        turn.phase.set(Phase::Asked);
        turn
    }

    /// A request has come.
    pub fn asked(&self) {
        self.enter(Phase::Asked);
    }

    /// Its answer is made.
    pub fn answered(&self) {
        self.enter(Phase::Send);
    }

    /// What is left of the phase's time.
    fn left(&self) -> Duration {
        let now = Instant::now();
        if self.phase.get() == Phase::Wait && (self.give_up)() && !self.is_last.replace(true) {
            self.until.set(self.until.get().min(now + LOOK));
        }
        self.until.get().saturating_duration_since(now)
    }

    fn enter(&self, phase: Phase) {
        self.phase.set(phase);
        self.is_last.set(false);
        self.until.set(Instant::now() + self.patience);
    }
}

/// Runs a future that waits for nothing but one [`Blocking`] socket of the same turn.
pub fn drive<T>(turn: &Turn, future: impl Future<Output = T>) -> io::Result<T> {
    let woken = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        turn.wants_bytes.set(false);
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Ok(value);
        }
        turn.may_block.set(false);
        if woken.0.swap(false, Ordering::AcqRel) {
            continue;
        }
        if !turn.wants_bytes.get() {
            return Err(io::Error::other("it waits for what nobody else can do"));
        }
        turn.may_block.set(true);
    }
}

/// Whether hyper has asked to be polled again.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// A socket behind hyper's polls.
pub struct Blocking<S> {
    socket: S,
    turn: Rc<Turn>,
    /// Reads go through it: hyper's own buffer would have to be cleared for each.
    buffer: Box<[u8; 4096]>,
}

impl<S: Read + Write> Blocking<S> {
    /// Takes a socket over whose reads and writes were told to time out after [`LOOK`].
    pub fn new(socket: S, turn: &Rc<Turn>) -> Self {
        Self {
            socket,
            turn: Rc::clone(turn),
            buffer: Box::new([0; 4096]),
        }
    }

    /// Calls the socket until it has done something, within the time of the phase.
    fn until_done<T>(
        &mut self,
        mut call: impl FnMut(&mut S, &mut [u8; 4096]) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            if self.turn.left().is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            match call(&mut self.socket, &mut self.buffer) {
                // The name that blocking sockets have for a time that is over depends on the system.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
                    ) => {}
                done => return done,
            }
        }
    }
}

impl<S: Read + Write + Unpin> rt::Read for Blocking<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.turn.wants_bytes.set(true);
        if !self.turn.may_block.take() {
            return Poll::Pending;
        }
        let most = into.remaining().min(self.buffer.len());
        let read = self.until_done(|socket, buffer| socket.read(&mut buffer[..most]))?;
        into.put_slice(&self.buffer[..read]);
        Poll::Ready(Ok(()))
    }
}

impl<S: Read + Write + Unpin> rt::Write for Blocking<S> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(self.until_done(|socket, _| socket.write(bytes)))
    }

    /// Nothing is held back here, so an answer is sent when hyper flushes.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.turn.phase.get() == Phase::Send {
            self.turn.enter(Phase::Wait);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.socket.flush())
    }
}
