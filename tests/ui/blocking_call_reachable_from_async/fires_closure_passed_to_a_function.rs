#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

fn twice(mut run: impl FnMut()) {
    run();
    run();
}

async fn refresh() {
    twice(|| drop(load()));
}

fn main() {}
