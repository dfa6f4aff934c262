#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

fn in_parallel(pool: &rayon::ThreadPool) {
    pool.spawn(|| drop(load()));
}

async fn refresh(pool: &rayon::ThreadPool) {
    in_parallel(pool);
}

fn main() {}
