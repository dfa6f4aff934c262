#![deny(wrong_runtime)]

use std::time::Duration;

fn main() {
    smol::block_on(async {
        println!("in a second");
        tokio::time::sleep(Duration::from_secs(1)).await;
    });
}
