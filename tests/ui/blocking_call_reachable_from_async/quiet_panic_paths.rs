#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

fn give_up(why: &str) -> ! {
    let _ = std::fs::write("why.txt", why);
    std::process::exit(1)
}

fn checked(value: Option<u32>) -> u32 {
    let Some(value) = value else {
        let _ = std::fs::write("why.txt", "no value");
        panic!("no value");
    };
    value
}

async fn handle(value: Option<u32>) -> u32 {
    if value == Some(0) {
        give_up("zero");
    }
    checked(value)
}

fn main() {}
