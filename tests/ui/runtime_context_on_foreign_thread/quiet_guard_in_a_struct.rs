#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use tokio::runtime::{EnterGuard, Handle};

struct Context<'a> {
    guard: EnterGuard<'a>,
}

impl<'a> Context<'a> {
    fn of(handle: &'a Handle) -> Self {
        Self { guard: handle.enter() }
    }
}

fn start(handle: Handle) {
    std::thread::spawn(move || {
        let context = Context::of(&handle);
        tokio::spawn(async {});
    });
}

fn main() {}
