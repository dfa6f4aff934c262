#![deny(unbounded_channel)]
#![allow(unused)]

use std::sync::{LazyLock, Mutex};

use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};

type Ends = (UnboundedSender<u64>, Mutex<UnboundedReceiver<u64>>);

static CHANNEL: LazyLock<Ends> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::unbounded();
    (sender, Mutex::new(receiver))
});

fn main() {}
