#![deny(unbounded_channel)]
#![allow(unused)]

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

struct Event(String);

struct Hub {
    events: UnboundedSender<Event>,
}

impl Hub {
    fn new() -> (Self, UnboundedReceiver<Event>) {
        let (events, received) = mpsc::unbounded_channel();
        (Self { events }, received)
    }
}

fn main() {}
