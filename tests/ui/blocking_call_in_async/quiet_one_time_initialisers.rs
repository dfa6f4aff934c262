#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::sync::{LazyLock, OnceLock};

static TEMPLATE: LazyLock<String> = LazyLock::new(|| std::fs::read_to_string("page.html").unwrap());
static KEY: OnceLock<Vec<u8>> = OnceLock::new();

async fn page() -> usize {
    let key = KEY.get_or_init(|| std::fs::read("key.bin").unwrap());
    TEMPLATE.len() + key.len()
}

fn main() {}
