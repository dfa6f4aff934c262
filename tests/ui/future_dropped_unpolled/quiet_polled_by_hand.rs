#![deny(future_dropped_unpolled)]
#![allow(unused)]

use futures::future::BoxFuture;
use std::task::{Context, Poll};

async fn load() {}

fn turn(context: &mut Context<'_>) {
    let mut all: Vec<BoxFuture<'static, ()>> = Vec::new();
    all.push(Box::pin(load()));
    all.retain_mut(|one| one.as_mut().poll(context).is_pending());
}

trait RunAll {
    fn run_all(&mut self);
}

impl<F: Future> RunAll for Vec<F> {
    fn run_all(&mut self) {}
}

fn of_the_crates_own() {
    let mut all = vec![load()];
    all.run_all();
}

fn main() {}
