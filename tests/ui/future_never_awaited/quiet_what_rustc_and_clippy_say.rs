#![deny(future_never_awaited)]
#![allow(unused)]

async fn load() -> u32 {
    1
}

async fn start() {
    load();
    let _ = load();
}

fn main() {}
