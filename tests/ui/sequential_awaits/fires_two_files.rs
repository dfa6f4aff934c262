#![deny(sequential_awaits)]
#![allow(unused)]

//! Nothing of the first file is needed to read the second.

async fn page() -> std::io::Result<String> {
    let head = tokio::fs::read_to_string("head.html").await?;
    let body = tokio::fs::read_to_string("body.html").await?;
    Ok(head + &body)
}

async fn sizes(names: &[String; 3]) -> [Option<u64>; 3] {
    let first = tokio::fs::metadata(&names[0]).await;
    let second = tokio::fs::metadata(&names[1]).await;
    let third = tokio::fs::metadata(&names[2]).await;
    [first, second, third].map(|found| found.ok().map(|it| it.len()))
}

fn main() {}
