#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::future::poll_fn;
use std::task::Poll;
use futures::FutureExt;
use tokio::runtime::{Handle, Runtime};

fn with<T>(handle: &Handle, run: impl FnOnce() -> T) -> T {
    handle.block_on(async { run() })
}

fn inside<T>(handle: &Handle, run: impl FnOnce() -> T) -> T {
    let _guard = handle.enter();
    run()
}

fn start(handle: Handle, runtime: Runtime) {
    let other = handle.clone();
    std::thread::spawn(move || with(&handle, || tokio::spawn(async {})));
    std::thread::spawn(move || inside(&other, || tokio::spawn(async {})));
    std::thread::spawn(move || {
        runtime.block_on(poll_fn(|_| Poll::Ready(tokio::spawn(async {}))));
        runtime.block_on(futures::future::lazy(|_| tokio::spawn(async {})));
        runtime.block_on(async { 1 }.map(|_| tokio::spawn(async {})));
    });
}

fn main() {}
