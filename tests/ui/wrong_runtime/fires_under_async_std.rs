#![deny(wrong_runtime)]

use std::time::Duration;

async fn patient_answer() -> Option<u32> {
    let answer = async_std::task::spawn(async { 42 });
    tokio::time::timeout(Duration::from_secs(1), answer).await.ok()
}

fn main() {
    println!("{:?}", async_std::task::block_on(patient_answer()));
}
