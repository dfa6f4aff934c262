#![deny(sequential_awaits)]
#![allow(unused)]

//! The two downloads of a page: the crate's own functions do nothing but read.

use std::net::SocketAddr;

#[derive(Debug)]
enum Failure {
    Lookup(std::io::Error),
    Nothing { host: String },
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Lookup(error)
    }
}

fn with_port(host: &str) -> String {
    let mut address = host.trim().to_owned();
    if !address.contains(':') {
        address.push_str(":443");
    }
    address
}

async fn addresses(host: &str) -> Result<Vec<SocketAddr>, Failure> {
    let address = with_port(host);
    let found: Vec<SocketAddr> = tokio::net::lookup_host(address).await?.filter(|it| it.is_ipv4()).collect();
    match found.is_empty() {
        true => Err(Failure::Nothing { host: host.to_owned() }),
        false => Ok(found),
    }
}

async fn mirrors() -> Result<Vec<SocketAddr>, Failure> {
    let mut all = addresses("one.example").await?;
    all.extend(addresses("two.example").await?);
    Ok(all)
}

async fn peers(first: &str) -> Result<Vec<SocketAddr>, Failure> {
    let one = addresses(first).await?;
    let two = addresses("backup.example").await?;
    let all = mirrors().await?;
    Ok([one, two, all].concat())
}

fn main() {}
