#![deny(sequential_awaits)]
#![allow(unused)]

//! What stands between two reads may be why they are in this order.

use std::io::Result;

async fn told() -> Result<String> {
    let one = tokio::fs::read_to_string("one").await?;
    println!("one is read");
    let two = tokio::fs::read_to_string("two").await?;
    Ok(one + &two)
}

async fn loud(name: &str) -> Result<String> {
    println!("reading {name}");
    tokio::fs::read_to_string(name).await
}

async fn printed() -> Result<String> {
    let one = loud("one").await?;
    let two = loud("two").await?;
    Ok(one + &two)
}

async fn checked(names: &[&str]) -> Result<usize> {
    let mut names = names.iter();
    let one = tokio::fs::read(names.next().unwrap()).await?;
    let two = tokio::fs::read(names.next().unwrap()).await?;
    Ok(one.len() + two.len())
}

fn main() {}
