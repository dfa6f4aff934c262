#![deny(block_on_in_async)]
#![allow(unused)]

fn wait() -> u32 {
    futures::executor::block_on(async { 7 })
}

fn twice() -> u32 {
    wait() + wait()
}

fn main() {}
