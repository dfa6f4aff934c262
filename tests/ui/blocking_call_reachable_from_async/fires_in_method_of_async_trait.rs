#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

#[async_trait::async_trait]
trait Settings {
    async fn settings(&self) -> String;
}

struct OnDisk;

#[async_trait::async_trait]
impl Settings for OnDisk {
    async fn settings(&self) -> String {
        load()
    }
}

fn main() {}
