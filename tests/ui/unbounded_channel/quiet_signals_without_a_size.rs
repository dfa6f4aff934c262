#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::mpsc;

struct Stop;

struct Server {
    stop: mpsc::Sender<()>,
    stops: tokio::sync::mpsc::UnboundedSender<Stop>,
    alive: crossbeam_channel::Sender<std::convert::Infallible>,
}

fn start() -> (Server, mpsc::Receiver<()>) {
    let (stop, stopped) = mpsc::channel();
    let (stops, _stopped) = tokio::sync::mpsc::unbounded_channel();
    let (alive, _) = crossbeam_channel::unbounded();
    (Server { stop, stops, alive }, stopped)
}

fn main() {}
