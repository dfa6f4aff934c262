#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn warm(name: &str) {
    let _ = std::fs::read(name);
}

async fn refresh(names: &[String]) {
    heddle_storage::each(names, |name| warm(name));
}

fn main() {}
