#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use std::str::FromStr;

struct Certificate(Vec<u8>);

impl FromStr for Certificate {
    type Err = std::io::Error;

    fn from_str(path: &str) -> std::io::Result<Self> {
        std::fs::read(path).map(Self)
    }
}

async fn certificate(path: &str) -> std::io::Result<Certificate> {
    path.parse()
}

fn main() {}
