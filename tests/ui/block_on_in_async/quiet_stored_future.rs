#![deny(block_on_in_async)]
#![allow(unused)]

fn later() -> impl Future<Output = u32> {
    async { 7 }
}

async fn handle() {
    let work = || futures::executor::block_on(later());
    keep(Box::new(work));
}

fn keep(_: Box<dyn Fn() -> u32 + Send>) {}

fn main() {}
