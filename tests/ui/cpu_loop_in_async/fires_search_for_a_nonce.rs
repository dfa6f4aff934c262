#![deny(cpu_loop_in_async)]
#![allow(unused)]

use std::hash::{DefaultHasher, Hash, Hasher};

struct Block {
    content: Vec<u8>,
}

fn digest(block: &Block, nonce: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    block.content.hash(&mut hasher);
    nonce.hash(&mut hasher);
    hasher.finish()
}

async fn mine(blocks: &mut tokio::sync::mpsc::Receiver<Block>, found: tokio::sync::mpsc::Sender<u64>) {
    while let Some(block) = blocks.recv().await {
        let mut nonce = 0;
        loop {
            if digest(&block, nonce).leading_zeros() == 24 {
                break;
            }
            nonce += 1;
        }
        let _ = found.send(nonce).await;
    }
}

fn main() {}
