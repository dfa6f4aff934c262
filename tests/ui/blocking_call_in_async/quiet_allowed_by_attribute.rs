#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn load() -> Vec<u8> {
    #[cfg_attr(heddle, allow(blocking_call_in_async))]
    std::fs::read("small.txt").unwrap_or_default()
}

#[cfg_attr(heddle, allow(blocking_call_in_async))]
async fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

fn main() {}
