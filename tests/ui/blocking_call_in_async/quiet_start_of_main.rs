#![deny(blocking_call_in_async)]
#![allow(unused)]

#[tokio::main]
async fn main() {
    let settings = std::fs::read_to_string("settings.toml").unwrap_or_default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    drop((settings, listener));
}
