#![deny(blocking_call_in_async)]
#![allow(unused)]

macro_rules! pause {
    () => {
        std::thread::sleep(std::time::Duration::from_millis(1))
    };
}

async fn retry() {
    pause!();
}

fn main() {}
