#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

use tokio::task::LocalSet;

async fn lengths(names: &[&str]) -> Vec<Option<u64>> {
    names
        .iter()
        .map(|name| tokio::task::block_in_place(|| std::fs::metadata(name).ok()))
        .map(|data| data.map(|data| data.len()))
        .collect()
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let local = LocalSet::new();
    println!("{:?}", local.block_on(&runtime, lengths(&["file"])));
}
