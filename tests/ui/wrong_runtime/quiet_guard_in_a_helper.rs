#![deny(wrong_runtime)]

use std::time::Duration;
use tokio::runtime::{EnterGuard, Runtime};

struct Background {
    runtime: Runtime,
}

impl Background {
    fn enter(&self) -> EnterGuard<'_> {
        self.runtime.enter()
    }
}

fn main() {
    let background = Background {
        runtime: Runtime::new().expect("a runtime"),
    };
    let _guard = background.enter();
    pollster::block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
}
