#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

use std::io::{BufRead, BufReader, Read};

fn first_line<R: Read>(reader: R) -> String {
    let mut line = String::new();
    let _ = BufReader::new(reader).read_line(&mut line);
    line
}

async fn title(file: tokio::fs::File) -> String {
    first_line(file.into_std().await)
}

fn main() {}
