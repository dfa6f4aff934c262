//! An actor a page, and one that they all report to.
//!
//! An actor has its state for itself and handles one message after the other, so nothing is locked. Who downloads a page
//! is linked to who wants them all: that one hears of each end, whether by a stop or by a panic, and puts the next to
//! work. To stop at the deadline it is killed, and takes the others with it.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;

use hyper_util::rt::TokioIo;
use kameo::actor::{Actor, ActorId, ActorRef, Spawn, WeakActorRef};
use kameo::error::{ActorStopReason, Infallible};
use kameo::message::{Context, Message};
use model_common::{Address, Error, Limits, Page, fetch};
use tokio::net::TcpStream;

// ANCHOR: download
/// Downloads every page, in the order of the addresses.
pub async fn download(addresses: &[String], limits: &Limits) -> Vec<Result<Page, Error>> {
    if addresses.is_empty() {
        return Vec::new(); // it would wait for the end of the first for ever
    }
    let downloads = Downloads {
        pages: addresses.iter().map(|_| Err(Error::Cancelled)).collect(),
        queue: addresses.iter().cloned().enumerate().collect(),
        at_once: limits.at_once,
        max_body: limits.max_body,
        working: HashMap::new(),
    };
    let prepared = Downloads::prepare();
    let (actor, limit) = (prepared.actor_ref().clone(), limits.timeout);
    let deadline = tokio::spawn(async move {
        tokio::time::sleep(limit).await;
        actor.kill();
    });
    let (ended, _) = prepared.run(downloads).await.expect("it starts");
    deadline.abort();
    ended.pages
}

/// Wants all pages.
struct Downloads {
    pages: Vec<Result<Page, Error>>,
    queue: VecDeque<(usize, String)>,
    at_once: usize,
    max_body: usize,
    working: HashMap<ActorId, (usize, ActorRef<Downloader>)>,
}

impl Actor for Downloads {
    type Args = Self;
    type Error = Infallible;

    async fn on_start(mut downloads: Self, actor: ActorRef<Self>) -> Result<Self, Infallible> {
        for _ in 0..downloads.at_once {
            downloads.begin_next(&actor).await;
        }
        Ok(downloads)
    }

    async fn on_link_died(
        &mut self,
        actor: WeakActorRef<Self>,
        id: ActorId,
        reason: ActorStopReason,
    ) -> Result<ControlFlow<ActorStopReason>, Infallible> {
        if let Some((number, _)) = self.working.remove(&id)
            && let ActorStopReason::Panicked(panic) = reason
        {
            self.pages[number] = Err(Error::broken(panic));
        }
        if let Some(actor) = actor.upgrade() {
            self.begin_next(&actor).await;
        }
        match self.working.is_empty() {
            true => Ok(ControlFlow::Break(ActorStopReason::Normal)),
            false => Ok(ControlFlow::Continue(())),
        }
    }

    async fn on_stop(&mut self, _: WeakActorRef<Self>, _: ActorStopReason) -> Result<(), Infallible> {
        for (_, worker) in self.working.values() {
            worker.kill();
        }
        Ok(())
    }
}

impl Downloads {
    async fn begin_next(&mut self, actor: &ActorRef<Self>) {
        let Some((number, address)) = self.queue.pop_front() else {
            return;
        };
        let downloader = Downloader {
            number,
            max_body: self.max_body,
            wanted_by: actor.clone(),
        };
        let downloader = Downloader::spawn_link(actor, downloader).await;
        let told = downloader.tell(Download(address)).await;
        told.expect("it has just begun");
        self.working.insert(downloader.id(), (number, downloader));
    }
}

/// Downloads one page.
struct Downloader {
    number: usize,
    max_body: usize,
    wanted_by: ActorRef<Downloads>,
}

impl Actor for Downloader {
    type Args = Self;
    type Error = Infallible;

    async fn on_start(downloader: Self, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(downloader)
    }
}

struct Download(String);

impl Message<Download> for Downloader {
    type Reply = ();

    async fn handle(&mut self, Download(address): Download, context: &mut Context<Self, ()>) {
        let page = get(&address, self.max_body).await;
        let downloaded = Downloaded(self.number, page);
        // It fails only when nobody wants the page any more.
        let _ = self.wanted_by.tell(downloaded).await;
        context.stop();
    }
}

struct Downloaded(usize, Result<Page, Error>);

impl Message<Downloaded> for Downloads {
    type Reply = ();

    async fn handle(&mut self, Downloaded(number, page): Downloaded, _: &mut Context<Self, ()>) {
        self.pages[number] = page;
    }
}

async fn get(address: &str, max_body: usize) -> Result<Page, Error> {
    let address = Address::parse(address)?;
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
    let stream = TokioIo::new(stream.map_err(Error::Connect)?);
    let (status, body) = fetch(stream, &address, max_body).await?;
    Page::new(status.as_u16(), &body)
}
// ANCHOR_END: download
