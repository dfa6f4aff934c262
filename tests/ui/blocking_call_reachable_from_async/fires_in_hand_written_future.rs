#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

struct Settings;

impl Future for Settings {
    type Output = String;

    fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<String> {
        std::task::Poll::Ready(load())
    }
}

fn main() {}
