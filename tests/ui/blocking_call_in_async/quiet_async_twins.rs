#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};

async fn first_line() -> std::io::Result<String> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    let file = tokio::fs::File::open("data.txt").await?;
    let mut line = String::new();
    BufReader::new(file).read_line(&mut line).await?;
    Ok(line)
}

fn main() {}
