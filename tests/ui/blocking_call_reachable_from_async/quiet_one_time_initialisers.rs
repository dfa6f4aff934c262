#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use std::sync::{LazyLock, OnceLock};

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

static FIRST: OnceLock<String> = OnceLock::new();
static SECOND: LazyLock<String> = LazyLock::new(load);
static THIRD: once_cell::sync::OnceCell<String> = once_cell::sync::OnceCell::new();
static FOURTH: once_cell::sync::Lazy<String> = once_cell::sync::Lazy::new(load);

lazy_static::lazy_static! {
    static ref FIFTH: String = load();
}

fn settings() -> usize {
    FIRST.get_or_init(load).len() + SECOND.len() + THIRD.get_or_init(load).len() + FOURTH.len() + FIFTH.len()
}

async fn handle() -> usize {
    settings()
}

fn main() {}
