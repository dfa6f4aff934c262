#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn refresh() -> String {
    let read = || load();
    read()
}

fn main() {}
