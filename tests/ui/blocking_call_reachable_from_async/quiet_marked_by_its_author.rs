#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

#[cfg_attr(heddle, heddle::non_blocking)]
fn first_page() -> Vec<u8> {
    std::fs::read("in-memory.bin").unwrap_or_default()
}

async fn page() -> Vec<u8> {
    first_page()
}

fn main() {}
