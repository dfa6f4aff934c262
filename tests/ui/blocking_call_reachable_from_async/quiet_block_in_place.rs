#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn settings() -> String {
    tokio::task::block_in_place(load) + &tokio::task::block_in_place(|| load())
}

fn main() {}
