#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn load() -> String {
    std::fs::read_to_string("settings.toml").unwrap_or_default()
}

async fn prepare() -> usize {
    let later = || load();
    let boxed: Box<dyn Fn() -> String + Send> = Box::new(load);
    std::mem::size_of_val(&later) + std::mem::size_of_val(&boxed)
}

fn main() {}
