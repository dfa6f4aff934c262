#![deny(block_on_in_async)]
#![allow(unused)]

async fn name() -> String {
    String::from("service")
}

async fn greet() -> String {
    let handle = tokio::runtime::Handle::current();
    format!("hello {}", handle.block_on(name()))
}

fn main() {}
