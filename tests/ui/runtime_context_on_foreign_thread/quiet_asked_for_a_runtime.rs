#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::future::Future;
use tokio::runtime::Handle;

fn start<F: Future<Output = ()> + Send + 'static>(task: F) {
    match Handle::try_current() {
        Ok(_) => drop(tokio::spawn(task)),
        Err(_) => drop(task),
    }
}

fn watch() {
    std::thread::spawn(|| start(async {}));
    std::thread::spawn(|| {
        if Handle::try_current().is_ok() {
            tokio::spawn(async {});
        }
    });
}

fn main() {}
