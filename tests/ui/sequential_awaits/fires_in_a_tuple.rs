#![deny(sequential_awaits)]
#![allow(unused)]

//! The fields of a value are made in turn as well.

use std::io::Result;
use std::path::Path;

struct Settings {
    limits: String,
    routes: String,
}

async fn both(folder: &Path, other: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((tokio::fs::read(folder).await?, tokio::fs::read(other).await?))
}

async fn exist(one: &Path, two: &Path) -> (Result<bool>, Result<bool>) {
    (tokio::fs::try_exists(one).await, tokio::fs::try_exists(two).await)
}

async fn settings() -> Result<Settings> {
    Ok(Settings {
        limits: tokio::fs::read_to_string("limits.toml").await?,
        routes: tokio::fs::read_to_string("routes.toml").await?,
    })
}

fn main() {}
