#![deny(future_dropped_unpolled)]
#![allow(unused)]

/// Each could await the other, but were both to do so, neither had a size.
async fn ping(left: u32) {
    drop(pong(left));
}

async fn pong(left: u32) {
    if left > 0 {
        drop(ping(left - 1));
    }
}

fn main() {}
