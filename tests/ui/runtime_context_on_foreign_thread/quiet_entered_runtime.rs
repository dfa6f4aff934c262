#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::sync::Arc;
use tokio::runtime::{EnterGuard, Handle, Runtime};

struct Background {
    runtime: Arc<Runtime>,
}

impl Background {
    fn enter(&self) -> EnterGuard<'_> {
        self.runtime.enter()
    }
}

fn start(handle: Handle, background: Background) {
    std::thread::spawn(move || {
        let _guard = handle.enter();
        tokio::spawn(async {});
    });
    std::thread::spawn(move || {
        let _guard = background.enter();
        tokio::spawn(async {});
    });
}

fn main() {
    let runtime = Runtime::new().unwrap();
    let guard = runtime.enter();
    tokio::spawn(async {});
}
