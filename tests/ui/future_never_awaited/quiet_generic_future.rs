#![deny(future_never_awaited)]
#![allow(unused)]

async fn keep<F: Future>(make: impl Fn() -> F, _unused: impl Future) {
    let _future = make();
}

fn later<F: Future>(future: F) -> F {
    let future = future;
    future
}

fn main() {}
