#![deny(unbounded_channel)]
#![allow(unused)]

// The answer's sender goes away with the request, but the receiver takes one message and is gone.
use std::sync::mpsc::{Sender, SyncSender, channel};

enum Request {
    Get { key: String, answer: Sender<Option<String>> },
}

struct Client {
    requests: SyncSender<Request>,
}

impl Client {
    fn get(&self, key: String) -> Option<String> {
        let (answer, answered) = channel();
        self.requests.send(Request::Get { key, answer }).ok()?;
        answered.recv().ok()?
    }
}

fn main() {}
