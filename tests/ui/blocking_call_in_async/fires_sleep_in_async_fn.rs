#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

async fn poll_until_ready(pause: Duration) {
    std::thread::sleep(pause);
    std::thread::sleep(Duration::from_millis(5) * 2);
}

fn main() {}
