#![deny(blocking_call_in_async)]
#![allow(unused)]

trait Limits {
    const LARGEST: usize;
    type Unit;
}

struct Pages;

impl Limits for Pages {
    const LARGEST: usize = size_of::<u64>() * 512;
    type Unit = u8;
}

async fn page() -> usize {
    Pages::LARGEST
}

fn main() {}
