#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

async fn tick() {
    std::thread::spawn(|| std::thread::sleep(Duration::from_secs(1)));
    let _ = std::thread::Builder::new().spawn(|| std::fs::read("data.bin"));
    rayon::spawn(|| std::thread::sleep(Duration::from_secs(1)));
}

fn main() {}
