#![deny(await_holding_guard)]
#![allow(unused)]

use tracing::{Level, Span, info_span, span};

async fn load() {
    tokio::task::yield_now().await;
}

async fn entered(id: u32) {
    let _span = info_span!("request", id).entered();
    load().await;
}

async fn enter(id: u32) {
    let span = span!(Level::INFO, "request", id);
    let _enter = span.enter();
    load().await;
    load().await;
}

struct Timed<'a> {
    _entered: tracing::span::Entered<'a>,
}

async fn wrapped(span: &Span) -> Result<(), ()> {
    let timed = Timed { _entered: span.enter() };
    load().await;
    Ok(())
}

fn task(span: Span) -> impl Future<Output = ()> {
    async move {
        let entered = span.entered();
        load().await;
    }
}

fn main() {}
