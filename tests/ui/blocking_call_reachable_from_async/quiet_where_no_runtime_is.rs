#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

use tokio::runtime::Handle;

fn asked() -> String {
    if Handle::try_current().is_err() { load() } else { String::new() }
}

fn matched() -> String {
    match Handle::try_current() {
        Ok(_) => String::new(),
        Err(_) => load(),
    }
}

fn bound() -> String {
    if let Ok(_handle) = Handle::try_current() { String::new() } else { load() }
}

fn left_early() -> String {
    let Ok(_handle) = Handle::try_current() else {
        return load();
    };
    String::new()
}

async fn settings() -> String {
    asked() + &matched() + &bound() + &left_early()
}

fn main() {}
