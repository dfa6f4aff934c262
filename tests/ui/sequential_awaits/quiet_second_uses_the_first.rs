#![deny(sequential_awaits)]
#![allow(unused)]

//! The order is in the data.

use std::io::Result;

async fn include() -> Result<String> {
    let name = tokio::fs::read_to_string("name").await?;
    let text = tokio::fs::read_to_string(&name).await?;
    Ok(text)
}

async fn again(path: String) -> Result<String> {
    let path = tokio::fs::read_to_string(&path).await?;
    let path = tokio::fs::read_to_string(path).await?;
    Ok(path)
}

async fn given_away(path: String) -> Result<bool> {
    let was_there = tokio::fs::try_exists(&path).await?;
    let text = tokio::fs::read_to_string(path).await?;
    Ok(was_there && text.is_empty())
}

struct Source {
    path: String,
}

async fn part_given_away(source: Source) -> Result<usize> {
    let text = tokio::fs::read_to_string(&source.path).await?;
    let again = tokio::fs::read_to_string(source.path).await?;
    Ok(text.len() + again.len())
}

fn main() {}
