#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::io::{BufRead, Cursor, Read, Write};

async fn parse(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut line = String::new();
    bytes.read_line(&mut line)?;
    let mut out = Vec::new();
    Cursor::new(line).read_to_end(&mut out)?;
    std::io::copy(&mut bytes, &mut out)?;
    out.write_all(b"end")?;
    Ok(out)
}

fn main() {}
