#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

async fn load() -> String {
    tokio::fs::read_to_string("settings.toml").await.unwrap_or_default()
}

fn prepared() -> impl Future<Output = String> {
    load()
}

async fn settings() -> String {
    load().await + &prepared().await
}

fn main() {}
