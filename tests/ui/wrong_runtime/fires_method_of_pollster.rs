#![deny(wrong_runtime)]

use pollster::FutureExt;

async fn answer() -> Option<u32> {
    tokio::task::spawn_blocking(|| 6 * 7).await.ok()
}

fn main() {
    println!("{:?}", answer().block_on());
}
