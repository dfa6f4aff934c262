#![deny(unbounded_join_all)]
#![allow(unused)]

use futures::future::try_join_all;

async fn store(row: u64) -> Result<(), std::io::Error> {
    Ok(())
}

async fn store_all(rows: Vec<u64>) -> Result<(), std::io::Error> {
    try_join_all(rows.into_iter().map(store)).await?;
    Ok(())
}

fn main() {}
