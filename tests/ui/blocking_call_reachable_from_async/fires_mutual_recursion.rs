#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn even(left: u32) -> bool {
    if left == 0 { true } else { odd(left - 1) }
}

fn odd(left: u32) -> bool {
    if left == 0 {
        std::thread::sleep(std::time::Duration::from_secs(1));
        return false;
    }
    even(left - 1)
}

async fn parity(of: u32) -> bool {
    even(of)
}

fn main() {}
