#![deny(blocking_call_in_async)]
#![allow(unused)]

#[tokio::main]
async fn main() {
    let before = std::fs::read("settings.toml");
    tokio::spawn(async {});
    let after = std::fs::read("state.json");
    drop((before, after));
}
