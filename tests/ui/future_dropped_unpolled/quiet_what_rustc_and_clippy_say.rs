#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn load(number: u32) -> u32 {
    number
}

async fn start(numbers: Vec<u32>) {
    load(1);
    let _ = load(2);
    let later = load(7);
    later;
    let boxed = Box::pin(load(8));
    boxed;
    (load(3), load(4));
    [load(5), load(6)];
    numbers.into_iter().map(load).collect::<Vec<_>>();
}

fn spawn(number: u32) {
    tokio::spawn(async move { load(number) });
}

fn main() {}
