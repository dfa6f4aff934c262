#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn load(number: u32) -> u32 {
    number
}

async fn start(numbers: Vec<u32>) {
    let _both = vec![load(1), load(2)];
    let _array = [load(1), load(2)];
    let _collected: Vec<_> = numbers.into_iter().map(load).collect();
    let _boxed: Vec<futures::future::BoxFuture<'_, u32>> = vec![Box::pin(load(3))];
}

fn main() {}
