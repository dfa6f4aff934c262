#![deny(future_never_awaited)]
#![allow(unused)]

async fn load() -> u32 {
    1
}

async fn start() {
    let first = load();
    let second = async { 2 };
    println!("both begin below");
    let sum = first.await + second.await;
    let (third, fourth) = futures::join!(load(), load());
    let _value = load().await;
}

fn main() {}
