//! An actor that lets connections in, one a connection, and some that compute.
//!
//! Each waits for its messages and, by its own `next`, for its socket too. The stop is a message that goes down from one
//! to the others; their ends come back as those of what is linked. What computes has a thread of its own and a bounded
//! mailbox: full, it is too busy, which the client is told.

use std::collections::HashMap;
use std::future::pending;
use std::io;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use kameo::actor::{Actor, ActorId, ActorRef, Spawn, WeakActorRef};
use kameo::error::{ActorStopReason, Infallible};
use kameo::mailbox::{MailboxReceiver, Signal};
use kameo::message::{Context, Message};
use model_common::serve::{BUSY, LINGER, Outcome, Server, Settings};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::answers::Answers;

// ANCHOR: serve
/// Serves until a signal to stop, then lets requests end.
pub async fn serve(server: Server) -> io::Result<Outcome> {
    server.listener.set_nonblocking(true)?;
    let door = Door {
        listener: Some(TcpListener::from_std(server.listener)?),
        answers: Answers::new(&server.settings),
        settings: server.settings,
        open: HashMap::new(),
        until: None,
    };
    let prepared = Door::prepare();
    // An actor ends when nobody is left to tell it anything: this one keeps it.
    let actor = prepared.actor_ref().clone();
    let told = actor.clone();
    server.stop.on_first(move || {
        // It fails only when the service has ended by itself.
        let _ = told.tell(Stop).blocking_send();
    })?;
    let (door, _) = prepared.run(door).await.map_err(io::Error::other)?;
    drop(actor);
    match door.open.len() {
        0 => Ok(Outcome::Drained),
        cut => Ok(Outcome::Cut(cut)),
    }
}

/// Lets connections in, while there is room.
struct Door {
    settings: Settings,
    listener: Option<TcpListener>,
    answers: Answers,
    open: HashMap<ActorId, ActorRef<Conversation>>,
    until: Option<Instant>,
}

impl Actor for Door {
    type Args = Self;
    type Error = Infallible;

    async fn on_start(door: Self, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(door)
    }

    async fn next(
        &mut self,
        actor: WeakActorRef<Self>,
        mailbox: &mut MailboxReceiver<Self>,
    ) -> Result<Option<Signal<Self>>, Infallible> {
        loop {
            let accepted = match (&self.listener, self.until) {
                (None, Some(until)) => {
                    let signal = timeout_at(until, mailbox.recv()).await;
                    return Ok(signal.unwrap_or(Some(Signal::Stop)));
                }
                (None, None) => return Ok(mailbox.recv().await),
                (Some(listener), _) => tokio::select! {
                    signal = mailbox.recv() => return Ok(signal),
                    accepted = listener.accept() => accepted,
                },
            };
            match (accepted, actor.upgrade()) {
                (Ok((stream, _)), Some(actor)) => self.let_in(stream, &actor).await,
                (Ok(_), None) => return Ok(None),
                (Err(error), _) => {
                    // Out of file descriptors, or a client that left early: either passes.
                    eprintln!("cannot accept: {error}");
                    sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }

    async fn on_link_died(
        &mut self,
        _: WeakActorRef<Self>,
        id: ActorId,
        _: ActorStopReason,
    ) -> Result<ControlFlow<ActorStopReason>, Infallible> {
        self.open.remove(&id);
        Ok(self.goes_on())
    }
}

impl Door {
    async fn let_in(&mut self, stream: TcpStream, actor: &ActorRef<Self>) {
        if self.open.len() >= self.settings.connections {
            // It hardly fails, and who gets nothing of it sees that the connection is closed.
            let _ = stream.try_write(BUSY);
            return;
        }
        let conversation = Conversation::spawn_link(actor, (stream, self.answers.for_another())).await;
        self.open.insert(conversation.id(), conversation);
    }

    fn goes_on(&self) -> ControlFlow<ActorStopReason> {
        match self.listener.is_none() && self.open.is_empty() {
            true => ControlFlow::Break(ActorStopReason::Normal),
            false => ControlFlow::Continue(()),
        }
    }
}

/// Nothing more is wanted; what was begun may end.
struct Stop;

impl Message<Stop> for Door {
    type Reply = ();

    async fn handle(&mut self, _: Stop, context: &mut Context<Self, ()>) {
        self.listener = None;
        for conversation in self.open.values() {
            // It fails where one has just ended, of which a message is under way.
            let _ = conversation.tell(Stop).await;
        }
        self.until = Some(Instant::now() + self.settings.drain_timeout);
        if self.goes_on().is_break() {
            context.stop();
        }
    }
}

/// One connection.
struct Conversation {
    http: Pin<Box<http1::Connection<TokioIo<TcpStream>, Answers>>>,
    is_asked: Arc<AtomicBool>,
    until: Option<Instant>,
}

impl Actor for Conversation {
    type Args = (TcpStream, Answers);
    type Error = Infallible;

    async fn on_start((stream, answers): Self::Args, _: ActorRef<Self>) -> Result<Self, Infallible> {
        let _ = stream.set_nodelay(true); // who has left already will be noticed by hyper
        let is_asked = Arc::clone(&answers.is_asked);
        let http = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(answers.patience)
            .serve_connection(TokioIo::new(stream), answers);
        let http = Box::pin(http);
        Ok(Self {
            http,
            is_asked,
            until: None,
        })
    }

    async fn next(
        &mut self,
        _: WeakActorRef<Self>,
        mailbox: &mut MailboxReceiver<Self>,
    ) -> Result<Option<Signal<Self>>, Infallible> {
        tokio::select! {
            signal = mailbox.recv() => Ok(signal),
            // How it ended is its client's affair.
            _ = &mut self.http => Ok(Some(Signal::Stop)),
            () = Self::late(self.until, &self.is_asked) => Ok(Some(Signal::Stop)),
        }
    }
}

impl Message<Stop> for Conversation {
    type Reply = ();

    async fn handle(&mut self, _: Stop, _: &mut Context<Self, ()>) {
        self.http.as_mut().graceful_shutdown();
        self.until = Some(Instant::now() + LINGER);
    }
}

impl Conversation {
    /// Waits until the time for a request is over and no request has come, or none any more.
    async fn late(until: Option<Instant>, is_asked: &AtomicBool) {
        let Some(until) = until else {
            return pending().await;
        };
        sleep_until(until).await;
        while is_asked.load(Ordering::Acquire) {
            sleep(LINGER / 10).await;
        }
    }
}
// ANCHOR_END: serve
