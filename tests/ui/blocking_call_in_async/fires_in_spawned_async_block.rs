#![deny(blocking_call_in_async)]
#![allow(unused)]

fn start() {
    tokio::spawn(async move {
        let _ = std::fs::remove_file("stale.lock");
    });
}

fn main() {}
