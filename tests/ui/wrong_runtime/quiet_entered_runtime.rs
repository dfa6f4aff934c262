#![deny(wrong_runtime)]

use std::time::Duration;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let _guard = runtime.enter();
    smol::block_on(async {
        tokio::time::sleep(Duration::from_millis(1)).await;
    });
}
