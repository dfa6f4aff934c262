//! What is answered, and by whom it is computed.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use kameo::actor::{Actor, ActorRef, Spawn};
use kameo::error::Infallible;
use kameo::mailbox;
use kameo::message::{Context, Message};
use model_common::serve::Settings;
use model_common::{Answer, Received, Response, digested, receive};
use sha2::Sha256;
use tokio::time::timeout;

/// Computations that may wait for one of those that compute; more are answered 503.
const QUEUE: usize = 32;

/// What hyper asks for the answers of one connection.
#[derive(Clone)]
pub(crate) struct Answers {
    computers: Arc<[ActorRef<Computer>]>,
    turn: Arc<AtomicUsize>,
    pub(crate) patience: Duration,
    /// Whether a request is under way.
    pub(crate) is_asked: Arc<AtomicBool>,
}

impl Service<Request<Incoming>> for Answers {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let answers = self.clone();
        answers.is_asked.store(true, Ordering::Release);
        Box::pin(async move {
            let answer = match timeout(answers.patience, receive(request)).await {
                Ok(Received::Answered(answer)) => answer,
                Ok(Received::Digest(body)) => answers.digest(body).await,
                Err(_) => Answer::new(408, "the body did not come\n"),
            };
            answers.is_asked.store(false, Ordering::Release);
            Ok(answer.into())
        })
    }
}

impl Answers {
    /// Starts who computes.
    pub(crate) fn new(settings: &Settings) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let computer = |_| {
            let rounds = settings.digest_rounds;
            Computer::spawn_in_thread_with_mailbox(Computer { rounds }, mailbox::bounded(QUEUE))
        };
        Self {
            computers: (0..cores).map(computer).collect(),
            turn: Arc::default(),
            patience: settings.patience,
            is_asked: Arc::default(),
        }
    }

    /// The same for another connection.
    pub(crate) fn for_another(&self) -> Self {
        Self {
            is_asked: Arc::default(),
            ..self.clone()
        }
    }

    async fn digest(&self, body: Sha256) -> Answer {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.computers.len();
        let asked = self.computers[turn].ask(Digest(body));
        asked
            .reply_timeout(self.patience)
            .try_send()
            .await
            .unwrap_or(Answer::busy())
    }
}

/// Computes, on a thread of its own.
pub(crate) struct Computer {
    rounds: u32,
}

impl Actor for Computer {
    type Args = Self;
    type Error = Infallible;

    async fn on_start(computer: Self, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(computer)
    }
}

struct Digest(Sha256);

impl Message<Digest> for Computer {
    type Reply = Result<Answer, Infallible>;

    async fn handle(&mut self, Digest(body): Digest, _: &mut Context<Self, Self::Reply>) -> Self::Reply {
        Ok(digested(body, self.rounds))
    }
}
