#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn settings() -> String {
    let first = tokio::task::spawn_blocking(load).await.unwrap_or_default();
    let second = tokio::task::spawn_blocking(|| load()).await.unwrap_or_default();
    first + &second + &smol::unblock(load).await + &async_std::task::spawn_blocking(load).await
}

fn main() {}
