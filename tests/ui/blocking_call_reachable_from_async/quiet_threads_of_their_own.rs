#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn refresh() {
    std::thread::spawn(load);
    heddle_storage::later(|| drop(load()));
    rayon::spawn(|| drop(load()));
}

fn main() {}
