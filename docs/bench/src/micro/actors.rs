//! An actor that counts: as kameo makes one, and as a task of tokio with channels written by hand.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use kameo::Actor;
use kameo::actor::Spawn;
use kameo::message::{Context as Mailbox, Message};
use tokio::sync::{mpsc, oneshot};

use super::runtime::{Runtime, Tokio};

/// How many messages wait at most.
const MAILBOX: usize = 64;
/// How many messages are sent between two looks at the clock.
const MESSAGES: u64 = 1_000;

#[derive(Actor)]
struct Counter {
    count: u64,
}

struct Add(u64);

impl Message<Add> for Counter {
    type Reply = u64;

    async fn handle(&mut self, Add(more): Add, _: &mut Mailbox<Self, Self::Reply>) -> u64 {
        self.count += more;
        self.count
    }
}

/// Seconds a message: asked, which waits for each answer, or told, which does not.
pub(crate) fn measure(variant: &str, kind: &str, time: Duration) -> Result<f64> {
    let asks = match kind {
        "ask" => true,
        "tell" => false,
        _ => bail!("no actor is sent a {kind}"),
    };
    match variant {
        "kameo" => Tokio::<false>::run(kameo(asks, time)),
        "tokio channels" => Tokio::<false>::run(channels(asks, time)),
        _ => bail!("no actors are called {variant}"),
    }
}

async fn kameo(asks: bool, time: Duration) -> Result<f64> {
    let actor = Counter::spawn_with_mailbox(Counter { count: 0 }, kameo::mailbox::bounded(MAILBOX));
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < time {
        for _ in 0..MESSAGES {
            if asks {
                actor.ask(Add(1)).await.context("an actor answers")?;
            } else {
                actor.tell(Add(1)).await.context("an actor listens")?;
            }
        }
        count += MESSAGES;
    }
    // What is told has arrived when what is asked after it is answered.
    let counted = actor.ask(Add(0)).await.context("an actor answers")?;
    seconds(started, count, counted)
}

/// A message of the actor made by hand: how much, and where to answer.
type ByHand = (u64, Option<oneshot::Sender<u64>>);

async fn channels(asks: bool, time: Duration) -> Result<f64> {
    let (actor, mut mailbox) = mpsc::channel::<ByHand>(MAILBOX);
    let counter = tokio::spawn(async move {
        let mut count = 0;
        while let Some((more, answer)) = mailbox.recv().await {
            count += more;
            if let Some(answer) = answer {
                // Who asked may have left.
                let _ = answer.send(count);
            }
        }
    });
    let ask = async |more| {
        let (answer, answered) = oneshot::channel();
        actor
            .send((more, Some(answer)))
            .await
            .context("an actor listens")?;
        answered.await.context("an actor answers")
    };
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < time {
        for _ in 0..MESSAGES {
            if asks {
                ask(1).await?;
            } else {
                actor.send((1, None)).await.context("an actor listens")?;
            }
        }
        count += MESSAGES;
    }
    let counted = ask(0).await?;
    let seconds = seconds(started, count, counted)?;
    drop(actor);
    counter.await?;
    Ok(seconds)
}

fn seconds(started: Instant, sent: u64, counted: u64) -> Result<f64> {
    anyhow::ensure!(sent == counted, "{sent} messages were sent and {counted} counted");
    Ok(started.elapsed().as_secs_f64() / sent as f64)
}
