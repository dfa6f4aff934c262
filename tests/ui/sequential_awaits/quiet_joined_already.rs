#![deny(sequential_awaits)]
#![allow(unused)]

//! Side by side by a macro, a function or tasks that run already.

use std::io::Result;

async fn by_macro() -> Result<String> {
    let (one, two) = tokio::try_join!(tokio::fs::read_to_string("one"), tokio::fs::read_to_string("two"))?;
    Ok(one + &two)
}

async fn by_function() -> (Result<String>, Result<String>) {
    smol::future::zip(smol::fs::read_to_string("one"), smol::fs::read_to_string("two")).await
}

async fn as_tasks() -> (bool, bool) {
    let one = tokio::spawn(tokio::fs::read("one"));
    let two = tokio::spawn(tokio::fs::read("two"));
    let one = one.await;
    let two = two.await;
    (one.is_ok(), two.is_ok())
}

fn main() {}
