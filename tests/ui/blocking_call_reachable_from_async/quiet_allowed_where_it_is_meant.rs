#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

#[cfg_attr(heddle, allow(blocking_call_reachable_from_async))]
async fn settings() -> String {
    load()
}

fn main() {}
