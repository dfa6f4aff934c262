#![deny(large_future_spawned)]
#![allow(unused)]

fn sum(values: [u64; 8192]) -> u64 {
    values.iter().sum()
}

async fn start() {
    let values = [1_u64; 8192];
    std::thread::spawn(move || sum(values));
    tokio::task::spawn_blocking(move || sum(values));
}

fn main() {}
