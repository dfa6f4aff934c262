#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn settings() -> String {
    load()
}

#[tokio::main]
async fn main() {
    let settings = settings().await;
    let again = load();
    tokio::spawn(async move { settings.len() + again.len() });
}
