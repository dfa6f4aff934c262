#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::fs::read_to_string as load;
use std::thread as threads;
use std::time::Duration;

async fn settings() -> std::io::Result<String> {
    threads::sleep(Duration::from_secs(1));
    load("settings.toml")
}

fn main() {}
