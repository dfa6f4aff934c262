#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn work() -> u32 {
    1
}

async fn start() -> u32 {
    let task = smol::spawn(work());
    let other = smol::spawn(work());
    other.cancel().await;
    let _value = smol::spawn(work()).await;
    smol::spawn(work()).await;
    task.await
}

fn main() {}
