#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

trait Pause {
    fn pause(&self) {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
}

struct Short;

impl Pause for Short {}

async fn retry() {
    Short.pause();
}

fn main() {}
