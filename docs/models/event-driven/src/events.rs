//! The loop: waits until sockets are ready, times are over or messages have come, and calls back.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use mio::event::Source;
use mio::{Interest, Poll, Token, Waker};
use slab::Slab;

/// The token of the waker, which no socket gets.
const WAKE: Token = Token(usize::MAX);
/// Messages of other threads that may wait for the loop; who has more waits.
const MESSAGES: usize = 1024;

/// What is watched, each with its callback. `M` are the messages that these get.
pub(crate) struct Events<M> {
    poll: Poll,
    watched: Slab<Watched<M>>,
    timers: BinaryHeap<Reverse<(Instant, Key)>>,
    told: VecDeque<(Key, M)>,
    messages: Receiver<(Key, M)>,
    teller: Teller<M>,
    made: u64,
}

struct Watched<M> {
    key: Key,
    until: Instant,
    /// The timer that counts; others of the same key are older.
    timer: Instant,
    /// Nowhere else while it runs.
    call: Option<Callback<M>>,
}

/// Called each time something has happened.
pub(crate) type Callback<M> = Box<dyn FnMut(&mut Events<M>, Key, Happened<M>) -> Next>;

/// Names something that is watched, and nothing else even when that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    place: usize,
    number: u64,
}

/// Why a callback is called.
pub(crate) enum Happened<M> {
    /// The socket can be read or written, maybe.
    Ready,
    /// The time is over.
    Late,
    /// Somebody has something to say.
    Told(M),
}

/// What a callback wants.
pub(crate) enum Next {
    /// To be called again, and by then at the latest.
    Until(Instant),
    /// To be dropped, with its socket.
    End,
}

/// Tells callbacks something, from any thread.
pub(crate) struct Teller<M> {
    messages: SyncSender<(Key, M)>,
    /// An event of a waker that is dropped right after it would be lost.
    waker: Arc<Waker>,
}

impl<M> Events<M> {
    /// Nothing is watched.
    pub(crate) fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (sender, messages) = sync_channel(MESSAGES);
        Ok(Self {
            poll,
            watched: Slab::new(),
            timers: BinaryHeap::new(),
            told: VecDeque::new(),
            messages,
            teller: Teller {
                messages: sender,
                waker,
            },
            made: 0,
        })
    }

    /// Watches a socket; [`Self::call_back`] says what for.
    pub(crate) fn watch(&mut self, socket: &mut impl Source) -> io::Result<Key> {
        let place = self.watched.vacant_key();
        let interests = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(socket, Token(place), interests)?;
        self.made += 1;
        let key = Key {
            place,
            number: self.made,
        };
        let now = Instant::now();
        self.watched.insert(Watched {
            key,
            until: now,
            timer: now,
            call: None,
        });
        Ok(key)
    }

    /// Calls `call` when the socket, which it owns, is ready, or when the time is over.
    pub(crate) fn call_back(&mut self, key: Key, until: Instant, call: Callback<M>) {
        if let Some(watched) = self.get(key) {
            (watched.until, watched.timer) = (until, until);
            watched.call = Some(call);
            self.timers.push(Reverse((until, key)));
        }
    }

    /// Gives a message to everything that is watched, in the next turn.
    pub(crate) fn tell_all(&mut self, message: &M)
    where
        M: Clone,
    {
        let keys = self.watched.iter().map(|(_, watched)| watched.key);
        self.told.extend(keys.map(|key| (key, message.clone())));
    }

    /// To tell something from other threads.
    pub(crate) fn teller(&self) -> Teller<M> {
        self.teller.clone()
    }

    /// How much is watched.
    pub(crate) fn len(&self) -> usize {
        self.watched.len()
    }

    /// Waits until something happens, but not beyond `until`, and calls back for all that has.
    pub(crate) fn turn(&mut self, events: &mut mio::Events, until: Instant) -> io::Result<()> {
        let first = self.timers.peek().map_or(until, |Reverse((time, _))| *time);
        let wait = match self.told.is_empty() {
            true => first.min(until).saturating_duration_since(Instant::now()),
            false => std::time::Duration::ZERO,
        };
        match self.poll.poll(events, Some(wait)) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        for event in events.iter().filter(|event| event.token() != WAKE) {
            if let Some(watched) = self.watched.get(event.token().0) {
                self.call(watched.key, Happened::Ready);
            }
        }
        while let Ok(message) = self.messages.try_recv() {
            self.told.push_back(message);
        }
        for _ in 0..self.told.len() {
            if let Some((key, message)) = self.told.pop_front() {
                self.call(key, Happened::Told(message));
            }
        }
        self.call_who_is_late(Instant::now());
        Ok(())
    }

    fn call_who_is_late(&mut self, now: Instant) {
        let mut late = Vec::new();
        while let Some(Reverse((time, key))) = self.timers.peek().copied()
            && time <= now
        {
            self.timers.pop();
            let Some(watched) = self.get(key).filter(|watched| watched.timer == time) else {
                continue;
            };
            if watched.until <= now {
                late.push(key);
                continue;
            }
            // Later than when the timer was set: to set it again for each request would cost more.
            let until = watched.until;
            watched.timer = until;
            self.timers.push(Reverse((until, key)));
        }
        for key in late {
            self.call(key, Happened::Late);
        }
    }

    fn call(&mut self, key: Key, happened: Happened<M>) {
        let Some(mut call) = self.get(key).and_then(|watched| watched.call.take()) else {
            return;
        };
        let next = call(self, key, happened);
        let watched = &mut self.watched[key.place];
        match next {
            Next::End => drop(self.watched.remove(key.place)),
            Next::Until(until) => {
                watched.call = Some(call);
                watched.until = until;
                // One that has fired, or that fires too late.
                if watched.timer > until || watched.timer <= Instant::now() {
                    watched.timer = until;
                    self.timers.push(Reverse((until, key)));
                }
            }
        }
    }

    fn get(&mut self, key: Key) -> Option<&mut Watched<M>> {
        let watched = self.watched.get_mut(key.place)?;
        (watched.key == key).then_some(watched)
    }
}

impl<M> Teller<M> {
    /// Gives a message to one callback, if that still exists.
    pub(crate) fn tell(&self, key: Key, message: M) {
        // Either fails only when the loop has ended: nobody is left to be told then.
        if self.messages.send((key, message)).is_ok() {
            let _ = self.waker.wake();
        }
    }
}

impl<M> Clone for Teller<M> {
    fn clone(&self) -> Self {
        Self {
            messages: self.messages.clone(),
            waker: Arc::clone(&self.waker),
        }
    }
}
