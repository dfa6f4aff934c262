#![deny(cpu_heavy_call_in_async)]

use std::pin::Pin;
use std::task::{Context, Poll};

struct Verify {
    password: String,
    hash: String,
}

impl Future for Verify {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<bool> {
        Poll::Ready(bcrypt::verify(&self.password, &self.hash).is_ok_and(|valid| valid))
    }
}

fn main() {
    drop(Verify {
        password: String::new(),
        hash: String::new(),
    });
}
