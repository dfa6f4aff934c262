#![deny(await_holding_guard)]
#![allow(unused)]

use dashmap::DashMap;
use dashmap::mapref::one::Ref;
use tracing::{Instrument, info_span};

fn print(_: Ref<'_, u32, String>) {}

async fn print_first(name: Ref<'_, u32, String>) {
    let text = name.value().clone();
    drop(name);
    tokio::task::yield_now().await;
    println!("{text}");
}

async fn moved(map: &DashMap<u32, String>) {
    if let Some(name) = map.get(&1) {
        print_first(name).await;
    }
}

async fn given_to_a_function(map: &DashMap<u32, String>) {
    if let Some(name) = map.get(&1) {
        print(name);
        tokio::task::yield_now().await;
    }
}

async fn instrumented(id: u32) {
    let span = info_span!("request", id);
    span.in_scope(|| println!("starts"));
    tokio::task::yield_now().instrument(span).await;
}

fn main() {}
