#![deny(retry_without_backoff)]
#![allow(unused)]

use std::future::Future;

// Whoever gives it may wait in it.
async fn insist<T, E, F: Future<Output = Result<T, E>>>(mut job: impl FnMut() -> F) -> T {
    loop {
        if let Ok(done) = job().await {
            return done;
        }
    }
}

fn insist_on_thread<T>(job: &dyn Fn() -> Option<T>) -> T {
    loop {
        if let Some(done) = job() {
            return done;
        }
    }
}

trait Pauses {
    fn pause(&mut self);
}

fn connect(address: &str, pauses: &mut dyn Pauses) -> std::net::TcpStream {
    loop {
        match std::net::TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(_) => pauses.pause(),
        }
    }
}

fn main() {}
