#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

// A task for each tick of a timer of one's own: the messages do not decide how often.
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::time::interval;

async fn refresh() {}

async fn run(mut shutdown: broadcast::Receiver<()>) {
    let mut ticks = interval(Duration::from_secs(60));
    loop {
        tokio::select! {
            _ = shutdown.recv() => break,
            _ = ticks.tick() => {
                tokio::spawn(refresh());
            }
        }
    }
}

fn main() {}
