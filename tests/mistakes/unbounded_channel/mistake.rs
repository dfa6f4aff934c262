//! Browsers that are told what prices change.

use std::sync::Mutex;

use smol::channel::{self, Receiver, Sender};

static WATCHERS: Mutex<Vec<Sender<String>>> = Mutex::new(Vec::new());

/// One more browser: what it is to be told.
pub fn join() -> Receiver<String> {
    let (sender, changes) = channel::unbounded();
    WATCHERS.lock().unwrap().push(sender);
    changes
}

/// Tells all of them, those excepted that have gone.
pub fn tell(change: &str) {
    let mut watchers = WATCHERS.lock().unwrap();
    watchers.retain(|watcher| watcher.try_send(change.to_owned()).is_ok());
}
