#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn refresh() {
    let _ = std::fs::read("cache.bin");
    std::thread::sleep(std::time::Duration::from_secs(1));
}

async fn handle() {
    refresh();
}

fn main() {}
