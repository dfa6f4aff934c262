#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Settled(String);

impl std::ops::Deref for Settled {
    type Target = str;

    fn deref(&self) -> &str {
        std::thread::sleep(std::time::Duration::from_millis(3));
        &self.0
    }
}

async fn length(text: &Settled) -> usize {
    text.len()
}

fn main() {}
