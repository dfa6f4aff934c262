#![deny(wrong_runtime)]

use async_compat::{Compat, CompatExt};

async fn size() -> Option<usize> {
    let manifest = tokio::fs::read("Cargo.toml").compat().await.ok()?;
    let again = Compat::new(tokio::fs::read("Cargo.toml"));
    (again.await.ok()? == manifest).then_some(manifest.len())
}

fn main() {
    println!("{:?}", futures::executor::block_on(size()));
}
