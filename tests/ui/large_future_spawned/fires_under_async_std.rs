#![deny(large_future_spawned)]
#![allow(unused)]

async fn hash(block: [u8; 40_000]) -> u8 {
    async_std::task::yield_now().await;
    block[3]
}

fn main() {
    async_std::task::block_on(hash([0; 40_000]));
    async_std::task::spawn(hash([1; 40_000]));
}
