#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

#[cfg_attr(heddle, heddle::blocking)]
fn ask_the_device() -> u32 {
    7
}

fn temperature() -> u32 {
    ask_the_device()
}

async fn report() -> u32 {
    temperature()
}

fn main() {}
