#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

async fn step() {
    std::thread::sleep(Duration::from_millis(5));
    let _ = std::fs::read("state.json");
    let _ = std::process::Command::new("true").output();
}

fn main() {
    smol::spawn(step()).detach();
}
