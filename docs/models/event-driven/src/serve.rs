//! A callback a connection, on one thread; threads beside it compute.
//!
//! The callback reads, answers and sends as far as it can without waiting. What computes would hold up every other
//! connection, so it goes to threads with a bounded queue, and their result comes back as a message to the callback.
//! The stop is a message too.

use std::cell::Cell;
use std::io::{self, ErrorKind, Write};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use model_common::serve::{BUSY, LINGER, Outcome, Server, Settings};
use model_common::{Answer, digested};
use sha2::Sha256;

use crate::connection::{Connection, Progress};
use crate::events::{Events, Happened, Key, Next, Teller};

/// Computations that may wait for a thread; more are answered 503.
const QUEUE: usize = 64;
/// For what has no limit.
const NEVER: Duration = Duration::from_secs(u32::MAX as u64);

/// What callbacks are told.
#[derive(Clone)]
enum Message {
    /// What was computed.
    Computed(Answer),
    /// The service stops.
    Stop,
}

/// What the callbacks share.
struct Service {
    settings: Settings,
    jobs: SyncSender<(Key, Sha256)>,
    stopping: Cell<Option<Instant>>,
}

// ANCHOR: serve
/// Serves until a signal to stop, then lets requests end.
pub fn serve(server: Server) -> io::Result<Outcome> {
    let Server {
        settings,
        listener,
        stop,
    } = server;
    let mut events = Events::new()?;
    let drain = settings.drain_timeout;
    let service = Rc::new(Service {
        jobs: compute(&settings, &events.teller())?,
        stopping: Cell::new(None),
        settings,
    });
    listener.set_nonblocking(true)?;
    let mut listener = TcpListener::from_std(listener);
    let key = events.watch(&mut listener)?;
    let (accepting, teller) = (Rc::clone(&service), events.teller());
    let call = move |events: &mut Events<_>, _, happened| accept(&accepting, &listener, events, &happened);
    events.call_back(key, Instant::now() + NEVER, Box::new(call));
    stop.on_first(move || teller.tell(key, Message::Stop))?;

    let mut ready = mio::Events::with_capacity(1024);
    loop {
        let until = service.stopping.get().map(|since| since + drain);
        match events.len() {
            0 => return Ok(Outcome::Drained),
            open if until.is_some_and(|until| until <= Instant::now()) => return Ok(Outcome::Cut(open)),
            _ => events.turn(&mut ready, until.unwrap_or_else(|| Instant::now() + NEVER))?,
        }
    }
}

/// The listener's callback.
fn accept(
    service: &Rc<Service>,
    listener: &TcpListener,
    events: &mut Events<Message>,
    happened: &Happened<Message>,
) -> Next {
    if let Happened::Told(_) = happened {
        service.stopping.set(Some(Instant::now()));
        events.tell_all(&Message::Stop);
        return Next::End; // nobody is let in any more
    }
    loop {
        let begun = match listener.accept() {
            // The listener is watched too. It hardly fails, and who gets nothing sees that the connection is closed.
            Ok((mut stream, _)) if events.len() > service.settings.connections => {
                stream.write(BUSY).map(drop)
            }
            Ok((stream, _)) => service.begin(events, stream),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Next::Until(Instant::now() + NEVER);
            }
            Err(error) => Err(error),
        };
        if let Err(error) = begun {
            // Out of file descriptors, or a client that left early: either passes.
            eprintln!("cannot accept: {error}");
            return Next::Until(Instant::now() + Duration::from_millis(20));
        }
    }
}

impl Service {
    fn begin(self: &Rc<Self>, events: &mut Events<Message>, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let key = events.watch(&mut stream)?;
        let (service, mut connection) = (Rc::clone(self), Connection::new(stream));
        let call = move |_: &mut Events<_>, key, happened| service.go_on(&mut connection, key, happened);
        events.call_back(key, Instant::now() + self.settings.patience, Box::new(call));
        Ok(())
    }

    /// A connection's callback.
    fn go_on(&self, connection: &mut Connection, key: Key, happened: Happened<Message>) -> Next {
        match happened {
            Happened::Ready => {}
            Happened::Late if connection.may_be_late() => {}
            Happened::Late => return Next::End,
            Happened::Told(Message::Computed(answer)) => connection.answer(&answer),
            Happened::Told(Message::Stop) => connection.make_haste(Instant::now() + LINGER),
        }
        loop {
            match connection.go_on(self.settings.patience) {
                Ok(Progress::Waits(until)) => return Next::Until(until),
                Ok(Progress::Digest(hash)) => {
                    if self.jobs.try_send((key, hash)).is_err() {
                        connection.answer(&Answer::busy());
                    }
                }
                Ok(Progress::Ended) | Err(_) => return Next::End, // how it broke is its client's affair
            }
        }
    }
}

/// Starts the threads that compute; they end with the queue.
fn compute(settings: &Settings, teller: &Teller<Message>) -> io::Result<SyncSender<(Key, Sha256)>> {
    let (jobs, queue) = sync_channel(QUEUE);
    let queue: Arc<Mutex<Receiver<(Key, Sha256)>>> = Arc::new(Mutex::new(queue));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for number in 0..settings.threads.unwrap_or(cores) {
        let (queue, teller, rounds) = (Arc::clone(&queue), teller.clone(), settings.digest_rounds);
        let next = move || queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let work = move || {
            while let Ok((key, hash)) = next() {
                teller.tell(key, Message::Computed(digested(hash, rounds)));
            }
        };
        thread::Builder::new()
            .name(format!("compute-{number}"))
            .spawn(work)?;
    }
    Ok(jobs)
}
// ANCHOR_END: serve
